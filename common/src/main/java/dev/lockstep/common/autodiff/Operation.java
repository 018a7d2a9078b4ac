package dev.lockstep.common.autodiff;

/**
 * One step of a tape. A record of it holds what its pullback needs; its factory {@code of} states the arithmetic.
 * Every operation is listed here, so that a test can ask each for its gradient check.
 */
public sealed interface Operation
        permits
        Dense,
        Convolve,
        Pool,
        View,
        Dropout,
        Pointwise,
        Scale,
        Combine,
        RowSum,
        CrossEntropy,
        SquaredError,
        BinaryCrossEntropy,
        Reduce {

    /** What it computed. */
    Variable output();

    /** Turns the gradient of the output into contributions to its inputs' gradients and uses of its parameters. */
    void pullback(BackwardPass pass);
}
