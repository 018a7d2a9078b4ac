package dev.lockstep.common.job;

/** How the losses of a batch become one scalar. */
public enum Reduction {
    SUM, MEAN
}
