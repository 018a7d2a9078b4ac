package dev.lockstep.common.job;

import java.util.OptionalLong;

/**
 * When the state of a run is kept, and how often.
 *
 * @param everySteps steps between checkpoints; empty for none while training
 * @param keep       the newest so many stay
 * @param onFailure  what happens when one cannot be written while training
 */
public record CheckpointSpec(OptionalLong everySteps, int keep, OnFailure onFailure) {

    /** What a checkpoint that cannot be written means. */
    public enum OnFailure {
        /** Training goes on, with a warning. */
        WARN,
        /** The run ends. */
        STOP
    }
}
