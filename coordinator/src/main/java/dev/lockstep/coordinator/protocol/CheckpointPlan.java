package dev.lockstep.coordinator.protocol;

import java.util.OptionalLong;

/**
 * When checkpoints are written while a run goes on.
 *
 * @param everySteps    empty for none
 * @param stopOnFailure one that cannot be written ends the run; else it is only told
 */
public record CheckpointPlan(OptionalLong everySteps, boolean stopOnFailure) {

    public static final CheckpointPlan NONE = new CheckpointPlan(OptionalLong.empty(), false);
}
