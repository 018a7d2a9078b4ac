package dev.lockstep.coordinator.protocol;

import dev.lockstep.common.reduce.Node;
import dev.lockstep.common.reduce.Scalars;
import dev.lockstep.proto.DataPart;
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
     * @param version    of the last evaluation that it was asked for
     * @param part       of that evaluation; {@code TRAIN} for none
     */
    record Heard(String worker, long assignment, long version, DataPart part) implements Event {}

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

    /** A block of a version is written and finite. */
    record BlockStepped(long version, int block) implements Event {}

    /** A block of a version is not finite: this is the first such parameter in it. */
    record NotFinite(long version, int block, String parameter) implements Event {}

    /** Every block of a version is stepped, and it may be committed. Comes after all its {@link BlockStepped}. */
    record Whole(long version) implements Event {}

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
