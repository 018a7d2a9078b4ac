package dev.lockstep.coordinator.protocol;

import dev.lockstep.common.reduce.ShardRange;
import dev.lockstep.proto.DataPart;
import java.util.List;
import java.util.OptionalDouble;

/** Something that happened in a run, for metrics and for people. Steps and epochs count from 1 here. */
public sealed interface Report {

    /** A worker can be given work. */
    record Joined(String worker, String host, long processId, int slots) implements Report {}

    /** A worker will not be heard again. */
    record Lost(String worker, String host, long processId, String why) implements Report {}

    /**
     * Shards that a worker had been given are computed by others.
     *
     * @param step of which, or the first after the version that is evaluated
     */
    record Reassigned(long step, List<ShardRange> ranges, String why) implements Report {
        public Reassigned {
            ranges = List.copyOf(ranges);
        }
    }

    /** Something that a person should know at once, although the run goes on. */
    record Warning(String words) implements Report {}

    /** Step 1 begins. */
    record Started(int workers, int slots) implements Report {}

    /**
     * A step is committed.
     *
     * @param step       steps committed so far, this one included
     * @param loss       mean over the batch's examples
     * @param durationNs   since the commit before, evaluation excluded
     * @param blockDigests of the parameters' blocks, in order
     * @param digest       of all of them: the step's receipt
     */
    record StepDone(long step, long epoch, double loss, int examples, long durationNs, int[] blockDigests,
            int digest) implements Report {}

    /**
     * A pass over the data is complete, and what is to be evaluated then has been.
     *
     * @param trainLoss mean over the epoch's examples, each measured when its step came
     */
    record EpochDone(
            long step,
            long epoch,
            double trainLoss,
            OptionalDouble validationLoss,
            OptionalDouble validationAccuracy) implements Report {}

    /** A part of the data was evaluated at a committed version. */
    record Evaluated(long step, long epoch, DataPart part, double loss, OptionalDouble accuracy) implements Report {}
}
