package dev.lockstep.worker.protocol;

import dev.lockstep.common.reduce.ShardRange;
import dev.lockstep.proto.DataPart;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What is to be computed next, one piece at a time: an evaluation that was ordered, since the run waits for it; else the
 * newest whole version under the assignment; else a step that was ordered. With nothing else to do the assignment's next step
 * starts <b>early</b>, when the first blocks of its version are there: its forward pass waits for the others, layer by layer.
 * What a later version has overtaken is dropped, and no piece is computed twice, but an early one that was given up for work
 * on a whole version: the blocks that it waits for may wait for that.
 */
final class Work {

    private final Arrivals arrivals;
    private final HeardOrders orders = new HeardOrders();
    /** Ordered, and not begun. */
    private final Deque<Piece> queued = new ArrayDeque<>();
    /** Queued, begun or done, of versions that are not overtaken. */
    private final Set<Piece> taken = new LinkedHashSet<>();
    private long assignment;
    private ShardRange range = new ShardRange(0, 0);
    /** The next step to start under this assignment is this one or a later one. */
    private long nextStep;
    private long lastStep = -1;
    private Optional<Piece> running = Optional.empty();
    private boolean abandoned;
    /** The assignment under which an early piece was started, for it to be started again. */
    private long earlyUnder;

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

    /** A repeated one, and one of a version that is overtaken, changes nothing. */
    void order(Event.Ordered ordered) {
        if (queued.size() + ordered.ranges().size() > Limits.MAX_QUEUED || !orders.hear(ordered.order())) {
            return;
        }
        for (ShardRange part : ordered.ranges()) {
            Piece piece = new Piece(ordered.version(), ordered.part(), part);
            if (!part.isEmpty() && !isOvertaken(piece) && taken.add(piece)) {
                queued.addLast(piece);
            }
        }
    }

    void done(long version, DataPart part) {
        if (running.filter(piece -> piece.version() == version && piece.part() == part).isPresent()) {
            running = Optional.empty();
        }
    }

    /** The last assignment that was heard, 0 for none. */
    long assignment() {
        return assignment;
    }

    /** The last few orders that were heard. */
    List<Long> orders() {
        return orders.last();
    }

    /** The last step that was started, -1 for none. */
    long lastStep() {
        return lastStep;
    }

    /** What is to be done now: start a piece if none runs, or give up the one that runs, once. */
    Optional<Effect> next() {
        queued.removeIf(this::isOvertaken);
        taken.removeIf(this::isOvertaken);
        Optional<Effect> effect = running.isPresent() ? giveUp(running.get()) : start();
        running.filter(piece -> piece.isStep() && arrivals.isWhole(piece.version()))
                .ifPresent(piece -> lastStep = piece.version());
        return effect;
    }

    private Optional<Effect> start() {
        abandoned = false;
        running = nextQueued(false).or(this::nextStep).or(() -> nextQueued(true)).or(this::earlyStep);
        return running.map(Piece::effect);
    }

    private Optional<Effect> giveUp(Piece piece) {
        boolean overtaken = isOvertaken(piece);
        if (abandoned || !overtaken && !(isEarly(piece) && isWholeWork())) {
            return Optional.empty();
        }
        abandoned = true;
        if (!overtaken) {
            taken.remove(piece);
            nextStep = assignment == earlyUnder ? piece.version() : nextStep;
        }
        return Optional.of(new Effect.Abandon());
    }

    private boolean isEarly(Piece piece) {
        return !arrivals.isWhole(piece.version());
    }

    /** Whether there is something to do that waits for no block. */
    private boolean isWholeWork() {
        return queued.stream().anyMatch(piece -> arrivals.isWhole(piece.version()))
                || wholeStep().filter(piece -> !taken.contains(piece)).isPresent();
    }

    /**
     * Whether nobody waits for this piece any more. A whole version means that every sum of the step before it has been
     * added up, and every evaluation before it has ended.
     */
    private boolean isOvertaken(Piece piece) {
        return piece.version() < arrivals.newestWhole() || arrivals.isPast(piece.version());
    }

    private Optional<Piece> nextQueued(boolean steps) {
        Optional<Piece> next = queued.stream()
                .filter(piece -> piece.isStep() == steps && arrivals.isWhole(piece.version()))
                .findFirst();
        next.ifPresent(queued::remove);
        return next;
    }

    private Optional<Piece> nextStep() {
        Optional<Piece> step = wholeStep();
        step.ifPresent(piece -> nextStep = piece.version() + 1);
        return step.filter(taken::add);
    }

    private Optional<Piece> earlyStep() {
        Optional<Piece> step = step(arrivals.beginning());
        step.ifPresent(piece -> {
            nextStep = piece.version() + 1;
            earlyUnder = assignment;
        });
        return step.filter(taken::add);
    }

    private Optional<Piece> wholeStep() {
        return step(arrivals.newestWhole());
    }

    private Optional<Piece> step(long version) {
        return range.isEmpty() || version == Arrivals.NONE || version < nextStep
                ? Optional.empty()
                : Optional.of(new Piece(version, DataPart.TRAIN, range));
    }
}
