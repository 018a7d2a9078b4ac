package dev.lockstep.common.autodiff;

/**
 * What the random numbers of a range depend on: nothing of who computes it.
 *
 * @param seed          the job's
 * @param step          the step that is computed, from 0 on
 * @param firstPosition the place in the global batch of the range's first row
 */
public record StepKey(long seed, long step, int firstPosition) {}
