package dev.lockstep.worker.protocol;

import dev.lockstep.common.reduce.ShardRange;
import dev.lockstep.proto.DataPart;
import dev.lockstep.proto.Failed;
import dev.lockstep.proto.Welcome;
import java.util.List;

/** What a worker hears: from the coordinator, from its bulk link, from its own slots, and that time passes. */
public sealed interface Event {

    /** The worker is there. First of all events. */
    record Started() implements Event {}

    /** Some time has passed; comes at least every {@link Limits#TICK_NS}. */
    record Tick() implements Event {}

    /** The user wants the worker to go. */
    record StopRequested() implements Event {}

    // From the coordinator.

    record Welcomed(Welcome welcome) implements Event {}

    record Refused(String reason, boolean over) implements Event {}

    record Assigned(int term, long assignment, long fromStep, ShardRange range) implements Event {}

    /** Shards of one version to be computed once, besides the assignment: of a step for {@code TRAIN}, else of an evaluation. */
    record Ordered(int term, long order, long version, DataPart part, List<ShardRange> ranges) implements Event {
        public Ordered {
            ranges = List.copyOf(ranges);
        }
    }

    /** @param ready the coordinator has heard this worker's {@code Ready} */
    record HeartbeatHeard(int term, boolean ready) implements Event {}

    record Finished(int term, String status) implements Event {}

    // From the bulk link.

    record LinkOpened() implements Event {}

    record LinkClosed(String why) implements Event {}

    record BlockArrived(long version, int block) implements Event {}

    // From what the effects have started.

    /**
     * The data are the coordinator's, and the network is laid out.
     *
     * @param blocks      of the flat parameter vector
     * @param firstBlocks so many from block 0 on are what a step needs to begin
     */
    record DataLoaded(int blocks, int firstBlocks) implements Event {}

    /** @param knownAnswer hash of the last round of the known-answer test */
    record Proved(String knownAnswer) implements Event {}

    /** All partials that were to be computed of the step have been handed to the link, or it was abandoned. */
    record StepComputed(long step) implements Event {}

    record Evaluated(long version, DataPart part) implements Event {}

    /** Something that an effect started has failed. */
    record WorkFailed(Failed.Reason reason, String message) implements Event {}
}
