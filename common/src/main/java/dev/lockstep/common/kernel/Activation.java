package dev.lockstep.common.kernel;

/** What may be applied to an output as it is stored. */
public enum Activation {
    NONE, RELU, TANH, SIGMOID
}
