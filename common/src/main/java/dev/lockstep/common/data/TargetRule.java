package dev.lockstep.common.data;

import dev.lockstep.common.job.LossKind;

/**
 * What a target must be for a loss and a network.
 *
 * @param loss    decides between classes and numbers
 * @param outputs values that the network gives for an example; 0 when that is not known yet
 */
record TargetRule(LossKind loss, int outputs) {

    /** More classes than any network that this trainer could hold. */
    static final int MAX_CLASSES = 1 << 24;

    boolean isClassification() {
        return loss.isClassification();
    }

    boolean allows(double raw) {
        return switch (loss) {
            case CROSS_ENTROPY -> raw >= 0 && raw < classes() && raw == (int) raw;
            case BINARY_CROSS_ENTROPY -> raw >= 0 && raw <= 1;
            case MSE, HALF_SQUARED_ERROR -> Float.isFinite((float) raw);
        };
    }

    String needs() {
        return switch (loss) {
            case CROSS_ENTROPY -> "needs a class, an integer from 0 to " + (classes() - 1)
                    + (outputs > 0 ? " (the network has " + outputs + " outputs)" : "");
            case BINARY_CROSS_ENTROPY -> "needs a number from 0 to 1";
            case MSE, HALF_SQUARED_ERROR -> "needs a number that fits 32 bits";
        };
    }

    private int classes() {
        return outputs > 0 ? outputs : MAX_CLASSES;
    }
}
