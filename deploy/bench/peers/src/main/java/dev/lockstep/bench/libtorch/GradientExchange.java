package dev.lockstep.bench.libtorch;

/** Makes the gradients of several processes their mean, in one of several ways. */
interface GradientExchange {

    /** To be called before every forward pass: clears the gradients of the step before. */
    void beforeForward();

    /** To be called between forward and backward pass. */
    default void beforeBackward() {}

    /** To be called after every backward pass: when it returns, every gradient is the mean of all processes'. Nothing,
     * where the backward pass has seen to that. */
    default void afterBackward() {}
}
