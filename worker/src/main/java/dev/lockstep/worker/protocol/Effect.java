package dev.lockstep.worker.protocol;

import dev.lockstep.common.reduce.ShardRange;
import dev.lockstep.proto.DataPart;
import dev.lockstep.proto.Failed;
import dev.lockstep.proto.Welcome;
import java.util.List;

/**
 * What a worker does about an event. Effects are carried out in the order of the list: what is said comes before the
 * work that follows from it, and {@code SayFailed} or {@code SayLeave} before {@code End} or {@code Rejoin}.
 */
public sealed interface Effect {

    /** Start the known-answer test, which is also the warm-up; answered by {@code Proved}. */
    record ProveKernels() implements Effect {}

    /** Load the data of the job and lay out its network; answered by {@code DataLoaded}. */
    record LoadData(Welcome welcome) implements Effect {}

    /** Connect the bulk link; answered by {@code LinkOpened} or {@code LinkClosed}. */
    record OpenLink(Welcome welcome) implements Effect {}

    /**
     * Compute the partials of a range and send them; answered by {@code StepComputed}. Comes when the last was answered. The
     * version may lack blocks that are not needed at once: whoever computes waits for them.
     */
    record ComputeStep(long step, ShardRange range) implements Effect {}

    /** The same for an evaluation; answered by {@code Evaluated}. */
    record ComputeEvaluation(long version, DataPart part, ShardRange range) implements Effect {}

    /** What is being computed is not wanted any more: end it soon. It is answered as ever. */
    record Abandon() implements Effect {}

    record SayHello() implements Effect {}

    record SayReady(int term, String knownAnswer) implements Effect {}

    /**
     * @param step       the last step that was started, -1 for none
     * @param assignment the last that was heard, 0 for none
     * @param orders     the last few that were heard
     */
    record SayHeartbeat(int term, long step, long assignment, List<Long> orders) implements Effect {
        public SayHeartbeat {
            orders = List.copyOf(orders);
        }
    }

    record SayFailed(Failed.Reason reason, String message) implements Effect {}

    record SayLeave(int term) implements Effect {}

    /** A line for the user. */
    record Tell(String line) implements Effect {}

    /**
     * The coordinator is lost: close the link, abandon what is being computed, end the actor system, and begin a new life
     * with a new system, a new name and a new {@link WorkerProtocol}. Slots, data and network stay. Nothing comes after it.
     */
    record Rejoin(String why) implements Effect {}

    /** Close the link, stop computing, and give the result. Nothing comes after it. */
    record End(int exitCode, String message) implements Effect {

        /** A fault that another JVM on this machine would have as well. */
        public static final int REFUSED = 6;
    }
}
