package dev.lockstep.worker.protocol;

import dev.lockstep.common.reduce.ShardRange;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * What is to be computed next, one thing at a time: an evaluation whose version is whole, since the run waits for it,
 * else the newest whole version under the assignment.
 */
final class Work {

    private final Arrivals arrivals;
    private final Deque<Effect.ComputeEvaluation> evaluations = new ArrayDeque<>();
    private Optional<Effect.ComputeEvaluation> asked = Optional.empty();
    private long assignment;
    private ShardRange range = new ShardRange(0, 0);
    /** The next step to start under this assignment is this one or a later one. */
    private long nextStep;
    private long lastStep = -1;
    private Optional<Effect> running = Optional.empty();

    Work(Arrivals arrivals) {
        this.arrivals = arrivals;
    }

    /**
     * A new assignment stands from {@code fromStep} on, also when that step was computed under the old one: then some
     * other worker's range of it is missing.
     */
    void assign(Event.Assigned assigned) {
        if (assigned.assignment() > assignment) {
            assignment = assigned.assignment();
            range = assigned.range();
            nextStep = assigned.fromStep();
        }
    }

    /** A repeated one, and one that is older than the last, changes nothing. */
    void evaluate(Event.EvaluationAsked event) {
        var evaluation = new Effect.ComputeEvaluation(event.version(), event.part(), event.range());
        if (event.range().isEmpty() || arrivals.isPast(event.version())
                || asked.filter(last -> last.equals(evaluation) || isBefore(evaluation, last)).isPresent()) {
            return;
        }
        asked = Optional.of(evaluation);
        if (evaluations.size() == Limits.MAX_WAITING_EVALUATIONS) {
            evaluations.removeFirst();
        }
        evaluations.addLast(evaluation);
    }

    void stepComputed(long step) {
        if (running.filter(r -> r instanceof Effect.ComputeStep c && c.step() == step).isPresent()) {
            running = Optional.empty();
        }
    }

    void evaluated(Event.Evaluated done) {
        if (running.filter(r -> r instanceof Effect.ComputeEvaluation c && c.version() == done.version()
                && c.part() == done.part()).isPresent()) {
            running = Optional.empty();
        }
    }

    /** At one version the parts are evaluated in their order. */
    private static boolean isBefore(Effect.ComputeEvaluation one, Effect.ComputeEvaluation other) {
        return one.version() < other.version()
                || one.version() == other.version() && one.part().compareTo(other.part()) < 0;
    }

    /** The last assignment that was heard, 0 for none. */
    long assignment() {
        return assignment;
    }

    /** The last evaluation that was asked for. */
    Optional<Effect.ComputeEvaluation> asked() {
        return asked;
    }

    /** The last step that was started, -1 for none. */
    long lastStep() {
        return lastStep;
    }

    /** What can start now, if nothing runs. */
    Optional<Effect> next() {
        if (running.isEmpty()) {
            running = nextEvaluation().or(this::nextStep);
            return running;
        }
        return Optional.empty();
    }

    private Optional<Effect> nextEvaluation() {
        evaluations.removeIf(e -> arrivals.isPast(e.version()));
        Optional<Effect> next = Optional.empty();
        for (Effect.ComputeEvaluation evaluation : evaluations) {
            if (arrivals.isWhole(evaluation.version())) {
                next = Optional.of(evaluation);
                break;
            }
        }
        next.ifPresent(evaluations::remove);
        return next;
    }

    private Optional<Effect> nextStep() {
        long version = arrivals.newestWhole();
        if (range.isEmpty() || version == Arrivals.NONE || version < nextStep) {
            return Optional.empty();
        }
        nextStep = version + 1;
        lastStep = version;
        return Optional.of(new Effect.ComputeStep(version, range));
    }
}
