package dev.lockstep.worker.protocol;

import dev.lockstep.common.reduce.ShardRange;
import dev.lockstep.proto.DataPart;

/**
 * Something to compute.
 *
 * @param part {@code TRAIN}: the gradients of step {@code version}; else loss and metrics of that part of the data
 */
record Piece(long version, DataPart part, ShardRange range) {

    boolean isStep() {
        return part == DataPart.TRAIN;
    }

    Effect effect() {
        return isStep()
                ? new Effect.ComputeStep(version, range)
                : new Effect.ComputeEvaluation(version, part, range);
    }
}
