package dev.lockstep.common.optim;

/**
 * What turns a sum of gradients into the gradient that a step uses: {@code (g / weight) * clip}, in this order, one
 * rounding each. A division, and not a multiplication by {@code 1 / weight}: the two differ in the last bit.
 *
 * @param weight total weight of the batch's examples
 * @param clip   factor of the clipping by global norm; 1 for none, which changes no bit
 */
public record StepScale(float weight, float clip) {

    public StepScale {
        if (!(weight > 0) || weight == Float.POSITIVE_INFINITY) {
            throw new IllegalArgumentException("the weight of a batch must be positive and finite, got " + weight);
        }
    }

    public static StepScale of(double weight) {
        return new StepScale((float) weight, 1);
    }
}
