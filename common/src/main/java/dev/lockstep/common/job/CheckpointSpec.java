package dev.lockstep.common.job;

import java.util.OptionalLong;

/**
 * When the state of a run is kept, and how often.
 *
 * @param everySteps steps between checkpoints; empty for none while training
 * @param keep       the newest so many stay
 */
public record CheckpointSpec(OptionalLong everySteps, int keep) {}
