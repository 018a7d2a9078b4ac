package dev.lockstep.coordinator.protocol;

import dev.lockstep.common.reduce.ShardRange;
import dev.lockstep.proto.DataPart;
import java.util.List;
import java.util.Set;

/**
 * What the coordinator does about an event. Effects are carried out in the order in which they stand, and that order is
 * part of the protocol:
 * <ol>
 * <li>a worker hears its {@link Assign} before the parameters of the step from which it counts are published;
 * <li>{@link Commit} of version t comes before the {@link Publish} with which version t is whole at the workers, so nothing
 * of step t arrives while t is not what counts;
 * <li>the {@link Order}s of an evaluation of version t come before that {@code Publish} too, so that workers know what to do first;
 * <li>workers hear {@link Finish} before files are written, and the files are written before {@link Complete}.
 * </ol>
 * What is said to a worker may be lost: {@link Assign}, {@link Order}, {@link Finish} and {@link Refuse} are repeated
 * when its heartbeat, or that its link still stands, shows that it has not heard them.
 */
public sealed interface Effect {

    /** Lets a worker prepare. */
    record Welcome(String worker) implements Effect {}

    /** Turns a worker away, with words. */
    record Refuse(String worker, String reason) implements Effect {}

    /** A worker has greeted when the run is over. */
    record TooLate(String worker) implements Effect {}

    /** Closes a worker's bulk link. */
    record Detach(String worker, String why) implements Effect {}

    /** Tells a worker its shards of every step from {@code fromStep} on. */
    record Assign(String worker, long assignment, long fromStep, ShardRange range) implements Effect {}

    /**
     * Tells a worker to compute shards of one version once, besides its assignment: of step {@code version}, or of an
     * evaluation.
     *
     * @param order rises from one to the next of a run
     */
    record Order(String worker, long order, long version, DataPart part, List<ShardRange> ranges) implements Effect {
        public Order {
            ranges = List.copyOf(ranges);
        }
    }

    /**
     * Shows a worker that the coordinator lives.
     *
     * @param ready the worker's {@code Ready} was heard; if not, the worker says it again
     */
    record Beat(String worker, long step, boolean ready) implements Effect {}

    /** Tells a worker that the run is over. */
    record Finish(String worker, RunStatus status) implements Effect {}

    /**
     * A step's loss is known and finite: blocks may be stepped as their sums complete (with clipping, when all have). A
     * gradient's sum is divided by {@code divisor}.
     */
    record Proceed(long step, double divisor) implements Effect {}

    /** Nobody can be asked a second time: in this step the first answer counts, also at audited nodes. */
    record Unaudited(long step) implements Effect {}

    /** Copies and then writes a committed version; answered by {@code Copied} and {@code CheckpointWritten}. */
    record Checkpoint(CheckpointMark mark) implements Effect {}

    /** Version {@code version} is whole and from now on what counts. */
    record Commit(long version) implements Effect {}

    /**
     * Sends a block to every worker that takes part in steps.
     *
     * @param except workers without shards: who never computes need not read as fast as the others
     */
    record Publish(long version, int block, Set<String> except) implements Effect {}

    /** Sends every block of a committed version to a worker that is not published to. */
    record Supply(String worker, long version) implements Effect {}

    /** Metrics and people hear of something. */
    record Tell(Report report) implements Effect {}

    /** Writes what the run leaves behind. */
    record Write(Outcome outcome) implements Effect {}

    /** The run is over. */
    record Complete(Outcome outcome) implements Effect {}
}
