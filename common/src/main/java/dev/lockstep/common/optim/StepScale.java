package dev.lockstep.common.optim;

/**
 * What turns a sum of gradients into the gradient that a step uses: {@code (g / divisor) * clip}, in this order, one
 * rounding each. A division, and not a multiplication by {@code 1 / divisor}: the two differ in the last bit.
 *
 * @param divisor total weight of the batch's examples for their mean loss (exact up to 2^24), 1 for their sum
 * @param clip    factor of the clipping by global norm; 1 for none, which changes no bit
 */
public record StepScale(float divisor, float clip) {

    public StepScale {
        if (!(divisor > 0) || divisor == Float.POSITIVE_INFINITY) {
            throw new IllegalArgumentException(
                    "what gradients are divided by must be positive and finite, got " + divisor);
        }
    }

    public static StepScale of(double divisor) {
        return new StepScale((float) divisor, 1);
    }
}
