package dev.lockstep.coordinator.protocol;

import dev.lockstep.common.reduce.Node;
import dev.lockstep.common.reduce.Scalars;
import dev.lockstep.proto.DataPart;
import java.util.List;
import java.util.Optional;

/** What the coordinator hears. Anything may come late, twice, or from a worker it does not know. */
public sealed interface Event {

    /** A worker's first words; repeated until answered. */
    record Hello(String worker, int protocol, String release, String host, long processId,
            int slots) implements Event {}

    /** A worker has loaded its data and passed its known-answer test. */
    record Ready(String worker, int term, String knownAnswer) implements Event {}

    /** A worker's bulk link stands. */
    record Attached(String worker) implements Event {}

    /** A worker's bulk link is gone. */
    record Detached(String worker, String why) implements Event {}

    /**
     * A worker's heartbeat, with what it has heard so far.
     *
     * @param assignment the last, 0 for none
     * @param orders     the numbers of the last few, in any order
     */
    record Heard(String worker, long assignment, List<Long> orders) implements Event {
        public Heard {
            orders = List.copyOf(orders);
        }
    }

    /** A worker cannot go on. */
    record WorkerFailed(String worker, Failure failure, String message) implements Event {}

    /** What a worker failed of. */
    enum Failure {
        FAULT, DATA, KNOWN_ANSWER
    }

    /** A worker goes by itself. */
    record WorkerLeft(String worker) implements Event {}

    /** Somebody else, such as the cluster's membership, holds that a worker is gone. */
    record Suspected(String worker, String why) implements Event {}

    /** A scalar partial. */
    record ScalarsArrived(String worker, long version, DataPart part, Node node, Scalars scalars) implements Event {}

    /**
     * Every block of exactly this node of a step's tree has come, and counts, the last one from {@code worker}. Told once.
     */
    record SumsArrived(String worker, long step, Node node) implements Event {}

    /** A worker has sent every block of an audited node, whether these count by themselves or not. Told once for each. */
    record SumsAnswered(String worker, long step, Node node) implements Event {}

    /**
     * Workers have sent different bits for an audited node of a step, and no two the same.
     *
     * @param what    of the sum differs
     * @param workers all who have sent it
     */
    record Disagreed(long step, Node node, String what, List<String> workers) implements Event {
        public Disagreed {
            workers = List.copyOf(workers);
        }
    }

    /** Two workers have sent the same for an audited node of a step, which counts, and others something else. */
    record Outvoted(long step, Node node, String what, List<String> agreeing, List<String> others) implements Event {
        public Outvoted {
            agreeing = List.copyOf(agreeing);
            others = List.copyOf(others);
        }
    }

    /**
     * A block of a version is written and finite.
     *
     * @param digest of its values
     */
    record BlockStepped(long version, int block, int digest) implements Event {}

    /** A block of a version is not finite: this is the first such parameter in it. */
    record NotFinite(long version, int block, String parameter) implements Event {}

    /** Every block of a version is stepped, and it may be committed. Comes after all its {@link BlockStepped}. */
    record Whole(long version) implements Event {}

    /** What a checkpoint of a version needs is copied: the version's buffers may be rewritten. */
    record Copied(long version) implements Event {}

    /** A checkpoint is on the disk, or could not be written. */
    record CheckpointWritten(long version, Optional<String> fault) implements Event {}

    /** Somebody wants the run to end after this step. */
    record StopRequested() implements Event {}

    /** Something of the run could not be written while it goes on. */
    record WritingFailed(String fault) implements Event {}

    /** Something outside of the protocol ends the run. */
    record Aborted(Outcome outcome) implements Event {}

    /** The run's files are written, or could not be. */
    record Written(Optional<String> fault) implements Event {}

    /** Time has passed. */
    record Tick() implements Event {}
}
