package dev.lockstep.coordinator.parameters;

import dev.lockstep.common.job.OptimizerSpec;
import dev.lockstep.common.optim.GlobalNorm;
import dev.lockstep.common.optim.Schedule;
import dev.lockstep.common.optim.StepScale;
import dev.lockstep.common.reduce.Completion.Outcome;
import dev.lockstep.common.reduce.Node;
import dev.lockstep.common.reduce.ShardRange;
import dev.lockstep.common.reduce.ShardTree;
import dev.lockstep.common.tensor.BlockLayout;
import dev.lockstep.common.tensor.Storage;
import dev.lockstep.common.trace.Span;
import dev.lockstep.common.trace.Trace;
import dev.lockstep.common.wire.GradientPartial;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.Executor;
import java.util.stream.IntStream;

/**
 * Brings the parameters from version to version. Sums and steps run as tasks of an executor; a block is stepped as soon as
 * its sum is whole and the step may {@link #proceed}, with clipping as soon as all blocks are.
 *
 * <p>Two steps are open at a time: workers begin step t + 1 when all its parameters have come, maybe before t + 1 is
 * committed here. Partials of any other step are late, and dropped.
 *
 * <p>Of an audited node a partial counts only when a second worker has sent the same ({@link Confirmation}).
 *
 * <p>Safe for use by any thread; methods leave the work to the executor. Only {@link #commit} depends on an order of calls:
 * it follows {@link StepListener#whole}, and is not called from several threads at once.
 */
public final class StepRunner implements AutoCloseable {

    private static final double UNKNOWN = 0;

    /** So many step one block at most: more only fight for the memory's bandwidth. */
    private static final int MAX_THREADS = 4;

    private final ShardTree tree;
    private final ParameterStore store;
    private final Schedule schedule;
    private final OptionalDouble clipNorm;
    private final Audited audited;
    private final Executor executor;
    private final StepListener listener;

    private final Object lock = new Object();
    private OpenStep current;
    private OpenStep next;
    private boolean closed;

    public StepRunner(ShardTree tree, ParameterStore store, OptimizerSpec optimizer, Audited audited, Executor executor,
            StepListener listener) {
        this.tree = tree;
        this.store = store;
        this.schedule = new Schedule(optimizer);
        this.clipNorm = optimizer.clipNorm();
        this.audited = audited;
        this.executor = executor;
        this.listener = listener;
        this.current = new OpenStep(store.version());
        this.next = new OpenStep(store.version() + 1);
    }

    /**
     * Takes a partial and owns it from now on. One of a step that is not open is released at once.
     *
     * @param worker who sent it
     */
    public void gradient(String worker, GradientPartial partial) {
        OpenStep open;
        synchronized (lock) {
            open = openStep(partial.step());
        }
        if (open == null) {
            partial.release().run();
        } else {
            run(() -> add(worker, open, partial));
        }
    }

    /** Nobody can be asked a second time: from now on the first answer counts in this step. For a step that is over, nothing. */
    public void unaudited(long step) {
        OpenStep open;
        synchronized (lock) {
            open = openStep(step);
        }
        if (open != null) {
            open.confirmation.waive().forEach(
                    taken -> run(() -> reduce(taken.agreeing().getLast(), open, taken.taken())));
        }
    }

    /**
     * Lets a step go on: its loss is finite, and sums of gradients are to be divided by {@code divisor}: the total
     * weight of its examples for their mean loss, 1 for the sum.
     *
     * @throws IllegalArgumentException for a step that is not open, or a divisor that is not positive and finite
     */
    public void proceed(long step, double divisor) {
        StepScale.of(divisor);
        synchronized (lock) {
            OpenStep open = openStep(step);
            if (open == null) {
                throw new IllegalArgumentException("step " + step + " is not open; committed is " + store.version());
            }
            open.divisor = divisor;
        }
        advance();
    }

    /**
     * Commits the version that has been told as whole.
     *
     * @throws IllegalStateException if it is not whole
     */
    public long commit() {
        long committed;
        synchronized (lock) {
            committed = store.commit();
            current.close();
            current = next;
            next = new OpenStep(committed + 1);
        }
        advance();
        return committed;
    }

    /** Learning rate of a step. */
    public double rate(long step) {
        return schedule.rate(step);
    }

    /** Shards that the step from the committed version still lacks in one block or another, for messages. */
    public List<ShardRange> missing() {
        StepReduction reduction;
        synchronized (lock) {
            reduction = current.reduction;
        }
        return IntStream.range(0, layout().blocks())
                .mapToObj(reduction::missing)
                .filter(ranges -> !ranges.isEmpty())
                .findFirst()
                .orElse(List.of());
    }

    /** Gives all buffers back. Steps under way still end, and may still be told. */
    @Override
    public void close() {
        synchronized (lock) {
            closed = true;
            current.close();
            next.close();
        }
    }

    private void add(String worker, OpenStep open, GradientPartial partial) {
        open.reduction.requireFits(partial);
        long began = Trace.begin();
        long step = partial.step();
        Node node = tree.canonical(partial.node());
        int block = partial.block();
        if (!audited.is(step, node)) {
            reduce(worker, open, partial);
            Trace.end(Span.ADD, began, step, block);
            return;
        }
        Confirmation.Verdict verdict = open.confirmation.offer(worker, partial.whole());
        if (open.confirmation.answered(worker, node, block)) {
            listener.answered(worker, step, node);
        }
        if (!verdict.differing().isEmpty() && verdict.taken() == null) {
            listener.differ(step, node, block, verdict.differing());
        } else if (!verdict.differing().isEmpty()) {
            listener.outvoted(step, node, block, verdict.agreeing(), verdict.differing());
        }
        if (verdict.taken() != null) {
            reduce(worker, open, verdict.taken());
        }
    }

    private void reduce(String worker, OpenStep open, GradientPartial partial) {
        Outcome outcome = open.reduction.offer(partial);
        if (open.reduction.arrived(partial.node(), partial.block())) {
            listener.arrived(worker, open.reduction.step(), tree.canonical(partial.node()));
        }
        if (outcome == Outcome.COMPLETED) {
            synchronized (lock) {
                open.summed.set(partial.block());
            }
            advance();
        }
    }

    /** Starts whatever can be started of the current step. */
    private void advance() {
        OpenStep open;
        BitSet ready;
        synchronized (lock) {
            open = current;
            boolean waitsForAll = clipNorm.isPresent() && open.summed.cardinality() < layout().blocks();
            if (closed || open.divisor == UNKNOWN || waitsForAll) {
                return;
            }
            ready = (BitSet) open.summed.clone();
            ready.andNot(open.started);
            if (ready.isEmpty()) {
                return;
            }
            open.started.or(ready);
        }
        if (clipNorm.isPresent()) {
            run(() -> clip(open));
        } else {
            StepScale scale = StepScale.of(open.divisor);
            ready.stream().forEach(block -> run(() -> step(open, open.reduction.take(block), scale)));
        }
    }

    private void clip(OpenStep open) {
        List<GradientPartial> sums = IntStream.range(0, layout().blocks()).mapToObj(open.reduction::take)
                .map(sum -> sum == null ? null : sum.whole()).toList();
        if (sums.contains(null)) {
            return;
        }
        List<Storage> gradient = sums.stream().map(GradientPartial::values).toList();
        double norm = GlobalNorm.ofGradient(gradient, open.divisor);
        StepScale scale = new StepScale((float) open.divisor, GlobalNorm.clipFactor(norm, clipNorm.getAsDouble()));
        sums.forEach(sum -> run(() -> step(open, sum, scale)));
    }

    /** @param sum owned; null if this was closed before it was taken */
    private void step(OpenStep open, GradientPartial sum, StepScale scale) {
        if (sum == null) {
            return;
        }
        BlockStep step = new BlockStep(store, sum, schedule.rate(sum.step()), scale);
        for (int helper = 1; helper < Math.min(MAX_THREADS, step.pieces()); helper++) {
            run(() -> help(open, step));
        }
        help(open, step);
    }

    private void help(OpenStep open, BlockStep step) {
        if (!step.work()) {
            return;
        }
        long version = open.reduction.step() + 1;
        if (!step.finite()) {
            listener.notFinite(version, step.block());
            return;
        }
        listener.stepped(version, step.block(), step.digest());
        boolean whole;
        synchronized (lock) {
            open.told++;
            whole = open.told == layout().blocks();
        }
        if (whole) {
            listener.whole(version);
        }
    }

    /** Under the lock. */
    private OpenStep openStep(long step) {
        if (closed) {
            return null;
        }
        return step == current.reduction.step() ? current : step == next.reduction.step() ? next : null;
    }

    private void run(Runnable task) {
        executor.execute(() -> {
            try {
                task.run();
            } catch (RuntimeException | Error e) {
                listener.failed(e);
            }
        });
    }

    private BlockLayout layout() {
        return store.layout();
    }

    /** A step whose partials are taken; fields are under the lock. */
    private final class OpenStep {

        private final StepReduction reduction;
        private final Confirmation confirmation;
        private final BitSet summed = new BitSet();
        private final BitSet started = new BitSet();
        private volatile double divisor = UNKNOWN;
        private int told;

        OpenStep(long step) {
            reduction = new StepReduction(step, tree, store.layout());
            confirmation = new Confirmation(tree, layout().blocks());
        }

        void close() {
            confirmation.close();
            reduction.close();
        }
    }
}
