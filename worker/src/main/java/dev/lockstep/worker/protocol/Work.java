package dev.lockstep.worker.protocol;

import dev.lockstep.common.reduce.ShardRange;
import dev.lockstep.proto.DataPart;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * What is to be computed next, one thing at a time: an evaluation whose version is whole, since the run waits for it,
 * else the newest whole version under the assignment.
 */
final class Work {

    private final Arrivals arrivals;
    private final Deque<Effect.ComputeEvaluation> evaluations = new ArrayDeque<>();
    private final Deque<Effect.ComputeStep> steps = new ArrayDeque<>();
    private final Deque<Long> orders = new ArrayDeque<>();
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

    /** A repeated one, and one of a version that is past, changes nothing. */
    void order(Event.Ordered event) {
        if (orders.contains(event.order())) {
            return;
        }
        if (orders.size() == Limits.ORDERS_TOLD) {
            orders.removeFirst();
        }
        orders.addLast(event.order());
        if (arrivals.isPast(event.version())) {
            return;
        }
        for (ShardRange ordered : event.ranges()) {
            if (event.part() == DataPart.TRAIN) {
                steps.addLast(new Effect.ComputeStep(event.version(), ordered));
            } else {
                evaluations.addLast(new Effect.ComputeEvaluation(event.version(), event.part(), ordered));
            }
        }
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

    /** The last assignment that was heard, 0 for none. */
    long assignment() {
        return assignment;
    }

    /** The last few orders that were heard. */
    List<Long> orders() {
        return List.copyOf(orders);
    }

    /** The last step that was started, -1 for none. */
    long lastStep() {
        return lastStep;
    }

    /** What can start now, if nothing runs. */
    Optional<Effect> next() {
        if (running.isEmpty()) {
            running = nextEvaluation().or(this::nextOrderedStep).or(this::nextStep);
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

    private Optional<Effect> nextOrderedStep() {
        steps.removeIf(s -> arrivals.isPast(s.step()));
        return steps.stream().filter(s -> arrivals.isWhole(s.step())).findFirst().map(next -> {
            steps.remove(next);
            return next;
        });
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
