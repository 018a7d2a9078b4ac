package dev.lockstep.deploy.simulation;

import com.google.protobuf.ByteString;
import dev.lockstep.common.optim.Optimizer;
import dev.lockstep.common.reduce.Node;
import dev.lockstep.common.tensor.Storage;
import dev.lockstep.common.wire.BulkSession;
import dev.lockstep.common.wire.ControlVersion;
import dev.lockstep.common.wire.GradientPartial;
import dev.lockstep.coordinator.parameters.ParameterStore;
import dev.lockstep.coordinator.parameters.Snapshot;
import dev.lockstep.coordinator.parameters.StepListener;
import dev.lockstep.coordinator.parameters.StepRunner;
import dev.lockstep.coordinator.protocol.CheckpointMark;
import dev.lockstep.coordinator.protocol.CoordinatorProtocol;
import dev.lockstep.coordinator.protocol.Deadlines;
import dev.lockstep.coordinator.protocol.Effect;
import dev.lockstep.coordinator.protocol.Event;
import dev.lockstep.coordinator.protocol.Outcome;
import dev.lockstep.coordinator.protocol.RunPlan;
import dev.lockstep.coordinator.protocol.RunStatus;
import dev.lockstep.coordinator.status.RunTerm;
import dev.lockstep.proto.Welcome;
import dev.lockstep.worker.protocol.Effect.SayFailed;
import dev.lockstep.worker.protocol.Effect.SayHeartbeat;
import dev.lockstep.worker.protocol.Effect.SayLeave;
import dev.lockstep.worker.protocol.Effect.SayReady;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * One life of a coordinator: the real state machine, sums and parameters, and around them what {@code CoordinatorActor} and
 * {@code Reducer} do with actors and threads.
 */
final class SimCoordinator {

    /** A task waits so long for a thread of the reducer at most. */
    private static final long TASK_NS = TimeUnit.MICROSECONDS.toNanos(300);

    /** Until the copy for a checkpoint is made. */
    private static final long COPY_NS = TimeUnit.MILLISECONDS.toNanos(30);

    private final Simulation simulation;
    private final SimProcess process;
    private final SplittableRandom random;
    private final SimRunFolder folder;
    private final RunTerm term;
    private final BulkSession session;
    private final CoordinatorProtocol protocol;
    private final ParameterStore store;
    private final StepRunner runner;
    private final SimHub hub;
    private final NaiveSums sums;
    private final Map<String, SimWorker> peers = new LinkedHashMap<>();
    private final Set<Effect> said = new HashSet<>();
    private long ticks;
    /** Buffers of a former copy, for the next one. */
    private Snapshot spare;

    /** @param term what it goes on from */
    SimCoordinator(Simulation simulation, SimProcess process, SplittableRandom random, SimRunFolder folder,
            RunTerm term) {
        this.simulation = simulation;
        this.process = process;
        this.random = random;
        this.folder = folder;
        this.term = term;
        Workload work = simulation.workload();
        this.session = new BulkSession(term.run(), term.number(),
                ByteString.copyFrom("token of " + process.name(), StandardCharsets.UTF_8));
        this.hub = new SimHub(simulation, process, session, new Arrivals());
        this.sums = new NaiveSums(simulation);
        Optimizer optimizer = Optimizer.create(work.optimizer());
        this.store = term.snapshot()
                .map(start -> new ParameterStore(work.layout(), start, optimizer))
                .orElseGet(() -> new ParameterStore(work.layout(), Gradients.initial(work.layout()), optimizer));
        RunPlan plan = work.plan(term.number(), term.start());
        this.runner = new StepRunner(work.tree(), store, work.optimizer(), plan::audits, this::runSoon, new Steps());
        this.protocol = new CoordinatorProtocol(plan, process.nowNs());
    }

    SimProcess process() {
        return process;
    }

    int term() {
        return term.number();
    }

    ParameterStore store() {
        return store;
    }

    /** How often its clock has ticked. */
    long ticks() {
        return ticks;
    }

    /** Where the state machine stands, for words. */
    Object state() {
        return protocol.state();
    }

    void start() {
        process.after(random.nextLong(Deadlines.TICK_NS), this::tick);
        folder.openJournal(fault -> tell(new Event.WritingFailed(fault)));
        folder.watch(words -> process.after(0, () -> end(Outcome.of(RunStatus.FAILED, words))));
    }

    /** Somebody wants the run to stop. */
    void requestStop() {
        process.run(() -> on(new Event.StopRequested()));
    }

    private void tick() {
        ticks++;
        on(new Event.Tick());
        process.after(Deadlines.TICK_NS, this::tick);
    }

    // What workers say.

    void hello(SimWorker worker) {
        peers.putIfAbsent(worker.name(), worker);
        on(new Event.Hello(worker.name(), ControlVersion.CURRENT, Workload.RELEASE, worker.process().slot(),
                worker.process().id(), 1));
    }

    void ready(SimWorker worker, SayReady ready) {
        on(new Event.Ready(worker.name(), ready.term(), ready.knownAnswer()));
    }

    void heartbeat(SimWorker worker, SayHeartbeat beat) {
        if (isOurs(beat.term())) {
            on(new Event.Heard(worker.name(), beat.assignment(), beat.orders()));
        }
    }

    void failed(SimWorker worker, SayFailed failed) {
        Event.Failure failure = switch (failed.reason()) {
            case DATA -> Event.Failure.DATA;
            case KNOWN_ANSWER -> Event.Failure.KNOWN_ANSWER;
            case FAULT, UNRECOGNIZED -> Event.Failure.FAULT;
        };
        on(new Event.WorkerFailed(worker.name(), failure, failed.message()));
    }

    void left(SimWorker worker, SayLeave leave) {
        if (isOurs(leave.term())) {
            on(new Event.WorkerLeft(worker.name()));
        }
    }

    private boolean isOurs(int said) {
        return said == term.number();
    }

    Pipe.Reader reader(SimLink link) {
        return hub.reader(link);
    }

    private void on(Event event) {
        if (!process.isAlive()) {
            return;
        }
        simulation.transcript().say(process.name(), () -> "hears " + Words.of(event));
        for (Effect effect : protocol.on(event, process.nowNs())) {
            process.effect(() -> Words.of(effect), () -> carryOut(effect));
        }
    }

    private void carryOut(Effect effect) {
        switch (effect) {
            case Effect.Welcome e -> {
                SimWorker worker = peers.get(e.worker());
                if (worker != null) {
                    Welcome welcome = Welcome.newBuilder().setRun(term.run()).setTerm(term())
                            .setBulkToken(session.token())
                            .build();
                    simulation.network().send(process, worker.process().slot(), () -> "welcome",
                            () -> worker.hear(this, new dev.lockstep.worker.protocol.Event.Welcomed(welcome)));
                }
            }
            case Effect.Refuse e -> {
                say(e.worker(), w -> new dev.lockstep.worker.protocol.Event.Refused(e.reason(), false));
                peers.remove(e.worker());
            }
            case Effect.TooLate e -> {
                say(e.worker(), w -> new dev.lockstep.worker.protocol.Event.Refused("the run is over", true));
                peers.remove(e.worker());
            }
            case Effect.Detach e -> hub.detach(e.worker(), e.why());
            case Effect.Assign e when isRepeated(e) -> {
            }
            case Effect.Order e when isRepeated(e) -> {
            }
            case Effect.Assign e -> say(e.worker(), w -> new dev.lockstep.worker.protocol.Event.Assigned(term(),
                    e.assignment(), e.fromStep(), e.range()));
            case Effect.Order e ->
                say(e.worker(), w -> new dev.lockstep.worker.protocol.Event.Ordered(term(), e.order(),
                        e.version(), e.part(), e.ranges()));
            case Effect.Beat e -> say(e.worker(),
                    w -> new dev.lockstep.worker.protocol.Event.HeartbeatHeard(term(), e.ready()));
            case Effect.Finish e -> say(e.worker(),
                    w -> new dev.lockstep.worker.protocol.Event.Finished(term(), e.status().word()));
            case Effect.Proceed e -> runner.proceed(e.step(), e.divisor());
            case Effect.Unaudited e -> {
                simulation.unaudited(e.step());
                runner.unaudited(e.step());
            }
            case Effect.Checkpoint e -> checkpoint(e.mark());
            case Effect.Commit e -> commit(e.version());
            case Effect.Publish e -> {
                Storage values = store.parameters(e.version());
                runSoon(() -> hub.publish(e.version(), e.block(), values, e.except()));
            }
            case Effect.Supply e -> {
                Storage values = store.parameters(e.version());
                for (int block = 0; block < store.layout().blocks(); block++) {
                    int next = block;
                    runSoon(() -> hub.publishTo(e.worker(), e.version(), next, values));
                }
            }
            case Effect.Tell e -> {
                simulation.checks().told(this, e.report());
                folder.report(e.report(), 0);
            }
            case Effect.Write e -> folder.finish(e.outcome(), store.committed(),
                    fault -> tell(new Event.Written(fault)));
            case Effect.Complete e -> end(e.outcome());
        }
    }

    private void end(Outcome outcome) {
        hub.close();
        simulation.coordinatorEnded(this, outcome);
    }

    private boolean isRepeated(Effect effect) {
        return simulation.lacks(Safeguard.REPETITION) && !said.add(effect);
    }

    private void commit(long version) {
        long committed = runner.commit();
        if (committed != version) {
            throw new AssertionError("committed version " + committed + ", not " + version);
        }
        simulation.checks().committed(this, version);
    }

    /** Copied by the reducer's threads, written by the writer's: training goes on meanwhile. */
    private void checkpoint(CheckpointMark mark) {
        Snapshot view = store.view();
        if (view.version() != mark.version()) {
            throw new AssertionError("a checkpoint of version " + mark.version() + " at version " + view.version());
        }
        if (simulation.lacks(Safeguard.COPY_FIRST)) {
            tell(new Event.Copied(mark.version()));
        }
        process.after(random.nextLong(COPY_NS), () -> {
            Snapshot copy = ParameterStore.copyOf(view, spare);
            spare = null;
            tell(new Event.Copied(mark.version()));
            folder.write(mark, copy, fault -> {
                spare = copy;
                tell(new Event.CheckpointWritten(mark.version(), fault));
            });
        });
    }

    private void say(String name, Function<SimWorker, dev.lockstep.worker.protocol.Event> words) {
        SimWorker worker = peers.get(name);
        if (worker != null) {
            dev.lockstep.worker.protocol.Event event = words.apply(worker);
            simulation.network().send(process, worker.process().slot(), () -> Words.of(event),
                    () -> worker.hear(this, event));
        }
    }

    private void runSoon(Runnable task) {
        process.after(random.nextLong(TASK_NS), task);
    }

    /** To the actor's mailbox, from another thread. */
    private void tell(Event event) {
        process.after(0, () -> on(event));
    }

    /** What comes over the links. */
    private final class Arrivals implements SimHub.Listener {

        @Override
        public void event(Event event) {
            tell(event);
        }

        @Override
        public void gradient(String worker, GradientPartial partial) {
            sums.take(partial, store.version(), sum -> runner.gradient(worker, sum));
        }
    }

    private final class Steps implements StepListener {

        @Override
        public void arrived(String worker, long step, Node node) {
            tell(new Event.SumsArrived(worker, step, node));
        }

        @Override
        public void answered(String worker, long step, Node node) {
            tell(new Event.SumsAnswered(worker, step, node));
        }

        @Override
        public void differ(long step, Node node, int block, List<String> workers) {
            tell(new Event.Disagreed(step, node, "block " + block, workers));
        }

        @Override
        public void outvoted(long step, Node node, int block, List<String> agreeing, List<String> others) {
            tell(new Event.Outvoted(step, node, "block " + block, agreeing, others));
        }

        @Override
        public void stepped(long version, int block, int digest) {
            simulation.checks().stepped(SimCoordinator.this, version, block);
            tell(new Event.BlockStepped(version, block, digest));
        }

        @Override
        public void whole(long version) {
            tell(new Event.Whole(version));
        }

        @Override
        public void notFinite(long version, int block) {
            tell(new Event.NotFinite(version, block, "p"));
        }

        @Override
        public void failed(Throwable cause) {
            throw new AssertionError(process.name() + " failed: " + cause, cause);
        }
    }
}
