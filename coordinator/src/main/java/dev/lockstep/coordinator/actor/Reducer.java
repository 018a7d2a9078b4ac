package dev.lockstep.coordinator.actor;

import dev.lockstep.common.crew.Crew;
import dev.lockstep.common.nn.ParameterLayout;
import dev.lockstep.common.optim.Optimizer;
import dev.lockstep.common.reduce.Node;
import dev.lockstep.common.tensor.BlockLayout;
import dev.lockstep.common.tensor.Storage;
import dev.lockstep.common.trace.Span;
import dev.lockstep.common.trace.Trace;
import dev.lockstep.common.wire.BulkHub;
import dev.lockstep.common.wire.GradientPartial;
import dev.lockstep.coordinator.parameters.ParameterStore;
import dev.lockstep.coordinator.parameters.Snapshot;
import dev.lockstep.coordinator.parameters.StepListener;
import dev.lockstep.coordinator.parameters.StepRunner;
import dev.lockstep.coordinator.protocol.Event;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * The parameters, and the tasks that sum, step and publish them: none of that runs in the actor's turns or on the
 * transport's event loops, but on members of the crew. What comes of it is told as events.
 */
final class Reducer implements AutoCloseable {

    private final ParameterLayout parameters;
    private final ParameterStore store;
    private final StepRunner runner;
    private final Crew crew = Crew.ofProcess();
    /** Buffers of a former copy, for the next one. */
    private final AtomicReference<Snapshot> spare = new AtomicReference<>();
    private final Consumer<Event> events;
    private final Consumer<Throwable> faults;

    /**
     * @param events hears what comes of it, on any thread
     * @param faults hears of broken invariants, on any thread
     */
    Reducer(CoordinatorSettings settings, Consumer<Event> events, Consumer<Throwable> faults) {
        ModelFacts model = settings.model();
        this.parameters = model.parameters();
        this.events = events;
        this.faults = faults;
        Optimizer optimizer = Optimizer.create(settings.job().optimizer());
        this.store = settings.term().snapshot()
                .map(start -> new ParameterStore(model.blocks(), start, optimizer))
                .orElseGet(() -> new ParameterStore(model.blocks(), model.initial(), optimizer));
        this.runner = new StepRunner(settings.tree(), store, settings.job().optimizer(),
                settings.plan()::audits, crew, new Steps());
    }

    /** Takes a partial and owns it from now on; on any thread. */
    void gradient(String worker, GradientPartial partial) {
        runner.gradient(worker, partial);
    }

    void proceed(long step, double divisor) {
        runner.proceed(step, divisor);
    }

    void unaudited(long step) {
        runner.unaudited(step);
    }

    void commit(long version) {
        long began = Trace.begin();
        long committed = runner.commit();
        Trace.end(Span.COMMIT, began, version);
        if (committed != version) {
            throw new IllegalStateException("committed version " + committed + ", not " + version);
        }
    }

    /**
     * Copies the committed version and tells {@link Event.Copied} before it hands the copy on, on a thread of the reducer.
     *
     * @param then owns the copy until it gives it to {@link #copyDone}
     */
    void copy(long version, Consumer<Snapshot> then) {
        Snapshot view = store.view();
        if (view.version() != version) {
            throw new IllegalStateException("a checkpoint of version " + version + ", committed is " + view.version());
        }
        run(() -> {
            long began = Trace.begin();
            Snapshot copy = ParameterStore.copyOf(view, spare.getAndSet(null));
            Trace.end(Span.COPY, began, version);
            events.accept(new Event.Copied(version));
            then.accept(copy);
        });
    }

    /** Nobody needs the copy any more: the next one is written over it. */
    void copyDone(Snapshot copy) {
        spare.set(copy);
    }

    /** Sends a block, which stays as it is until two versions later. */
    void publish(BulkHub hub, long version, int block, Set<String> except) {
        Storage values = store.parameters(version);
        run(() -> {
            long began = Trace.begin();
            hub.publish(version, block, values, except);
            Trace.end(Span.PUBLISH, began, version, block);
        });
    }

    /** Sends a whole version to one worker; it stays as it is until two versions later. */
    void supply(BulkHub hub, String worker, long version) {
        Storage values = store.parameters(version);
        for (int block = 0; block < store.layout().blocks(); block++) {
            int next = block;
            run(() -> hub.publishTo(worker, version, next, values));
        }
    }

    private void run(Runnable task) {
        crew.execute(() -> {
            try {
                task.run();
            } catch (RuntimeException | Error e) {
                faults.accept(e);
            }
        });
    }

    /** Learning rate of a step, counted from 0. */
    double rate(long step) {
        return runner.rate(step);
    }

    /** The last committed version. */
    Storage committed() {
        return store.committed();
    }

    /** What is under way still ends. */
    @Override
    public void close() {
        runner.close();
    }

    private final class Steps implements StepListener {

        @Override
        public void arrived(String worker, long step, Node node) {
            events.accept(new Event.SumsArrived(worker, step, node));
        }

        @Override
        public void answered(String worker, long step, Node node) {
            events.accept(new Event.SumsAnswered(worker, step, node));
        }

        @Override
        public void differ(long step, Node node, int block, List<String> workers) {
            events.accept(new Event.Disagreed(step, node, name(block), workers));
        }

        @Override
        public void outvoted(long step, Node node, int block, List<String> agreeing, List<String> others) {
            events.accept(new Event.Outvoted(step, node, name(block), agreeing, others));
        }

        private static String name(int block) {
            return "block " + block + " of the gradient";
        }

        @Override
        public void stepped(long version, int block, int digest) {
            events.accept(new Event.BlockStepped(version, block, digest));
        }

        @Override
        public void whole(long version) {
            events.accept(new Event.Whole(version));
        }

        @Override
        public void notFinite(long version, int block) {
            events.accept(new Event.NotFinite(version, block, firstNotFinite(store.parameters(version), block)));
        }

        @Override
        public void failed(Throwable cause) {
            faults.accept(cause);
        }
    }

    private String firstNotFinite(Storage flat, int block) {
        BlockLayout blocks = store.layout();
        int at = blocks.start(block);
        while (at < blocks.start(block) + blocks.length(block) && Float.isFinite(flat.array()[flat.offset() + at])) {
            at++;
        }
        for (ParameterLayout.Entry entry : parameters.entries()) {
            if (at < entry.offset() + entry.size()) {
                return entry.name();
            }
        }
        throw new IllegalStateException("parameter " + at + " is outside of " + parameters.total());
    }
}
