package dev.lockstep.common.job;

/** What an example costs, given the network's output. One value per example; {@link Reduction} makes the scalar. */
public enum LossKind {

    /** Softmax cross-entropy; the output holds one logit per class. */
    CROSS_ENTROPY("cross-entropy"),

    /** Mean over the outputs of the squared difference. */
    MSE("mse"),

    /** Sum over the outputs of half the squared difference. */
    HALF_SQUARED_ERROR("half-squared-error"),

    /** Mean over the outputs of the binary cross-entropy of a logit; a last {@code sigmoid} layer is folded into it. */
    BINARY_CROSS_ENTROPY("binary-cross-entropy");

    private final String key;

    LossKind(String key) {
        this.key = key;
    }

    /** As the job file writes it. */
    public String key() {
        return key;
    }

    /** Whether the target is one of the classes, rather than numbers. */
    public boolean isClassification() {
        return this == CROSS_ENTROPY;
    }

    /** Whether the share of right predictions means something. */
    public boolean hasAccuracy() {
        return this == CROSS_ENTROPY || this == BINARY_CROSS_ENTROPY;
    }
}
