package dev.lockstep.coordinator.protocol;

import dev.lockstep.coordinator.protocol.Event.CheckpointWritten;
import dev.lockstep.coordinator.protocol.Event.Copied;
import java.util.Optional;

/**
 * Which checkpoint is due, which one is being made, and what has to wait for it. One is made at a time, beside training:
 * a version's buffers are rewritten by the step after the next, so that one waits until they are copied. A checkpoint
 * that falls due while another is still being written makes training wait.
 */
final class Checkpoints {

    private static final long NONE = -1;

    private final CheckpointPlan plan;
    private final long writeNs;
    /** On the disk; what a run goes on from is there already. */
    private long written;
    /** What a run goes on from was kept before it was evaluated, and is not kept again since. */
    private boolean unevaluated;
    private long writing = NONE;
    private long copying = NONE;
    private long beganNs;
    private Optional<CheckpointMark> due = Optional.empty();

    Checkpoints(RunPlan plan) {
        this.plan = plan.checkpoint();
        this.writeNs = Deadlines.writeNs(plan.parameters());
        this.written = plan.from().version();
        this.unevaluated = written > 0 && !plan.from().evaluated();
    }

    /** Whether a version is to be kept while the run goes on. */
    boolean wants(long version, boolean lowestValidationLoss) {
        return plan.everySteps().isPresent()
                && (version % plan.everySteps().getAsLong() == 0 || lowestValidationLoss);
    }

    /**
     * Begins a checkpoint, now or when the one before is written; does nothing if there is one of this version. One that
     * an earlier term has made before the version was evaluated is made again: its loss decides what is kept.
     */
    void make(CheckpointMark mark, Turn turn) {
        boolean again = unevaluated && mark.evaluated() && mark.version() == written && writing == NONE;
        if (again || mark.version() > Math.max(written, writing)) {
            due = Optional.of(mark);
            begin(turn);
        }
    }

    /** Whether {@code step} must not be stepped yet. */
    boolean holds(long step) {
        return due.isPresent() || copying != NONE && step > copying;
    }

    /** Whether one is being made, or waits for its turn. */
    boolean busy() {
        return due.isPresent() || writing != NONE;
    }

    /** The newest version on the disk, 0 for none. */
    long newest() {
        return written;
    }

    /** How the run ends, if {@code step} has waited for the disk for too long. */
    Optional<Outcome> overdue(long step, long nowNs) {
        if (writing == NONE || !holds(step) || nowNs - beganNs <= writeNs) {
            return Optional.empty();
        }
        String words = "the checkpoint of version %d was not written within %s, and step %d cannot wait for it longer"
                .formatted(writing, Deadlines.seconds(writeNs), step + 1);
        writing = NONE;
        due = Optional.empty();
        return Optional.of(Outcome.of(RunStatus.FAILED, words));
    }

    void copied(Copied copied) {
        if (copied.version() == copying) {
            copying = NONE;
        }
    }

    void written(CheckpointWritten done, Turn turn) {
        if (done.version() != writing) {
            return;
        }
        if (done.fault().isEmpty()) {
            written = writing;
            unevaluated = false;
        }
        writing = NONE;
        copying = NONE;
        begin(turn);
    }

    private void begin(Turn turn) {
        if (writing == NONE && due.isPresent()) {
            writing = due.get().version();
            copying = writing;
            beganNs = turn.nowNs();
            turn.add(new Effect.Checkpoint(due.get()));
            due = Optional.empty();
        }
    }
}
