package dev.lockstep.deploy.simulation;

import com.google.protobuf.ByteString;
import dev.lockstep.common.optim.Optimizer;
import dev.lockstep.common.reduce.Node;
import dev.lockstep.common.tensor.Storage;
import dev.lockstep.common.wire.BulkSession;
import dev.lockstep.common.wire.ControlVersion;
import dev.lockstep.common.wire.GradientPartial;
import dev.lockstep.coordinator.parameters.ParameterStore;
import dev.lockstep.coordinator.parameters.StepListener;
import dev.lockstep.coordinator.parameters.StepRunner;
import dev.lockstep.coordinator.protocol.CoordinatorProtocol;
import dev.lockstep.coordinator.protocol.Deadlines;
import dev.lockstep.coordinator.protocol.Effect;
import dev.lockstep.coordinator.protocol.Event;
import dev.lockstep.coordinator.protocol.Start;
import dev.lockstep.proto.Welcome;
import dev.lockstep.worker.protocol.Effect.SayFailed;
import dev.lockstep.worker.protocol.Effect.SayHeartbeat;
import dev.lockstep.worker.protocol.Effect.SayLeave;
import dev.lockstep.worker.protocol.Effect.SayReady;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * One life of a coordinator: the real state machine, sums and parameters, and around them what {@code CoordinatorActor} and
 * {@code Reducer} do with actors and threads.
 */
final class SimCoordinator {

    private static final String RUN = "run";

    /** A task waits so long for a thread of the reducer at most. */
    private static final long TASK_NS = TimeUnit.MICROSECONDS.toNanos(300);

    private static final long WRITING_NS = TimeUnit.MILLISECONDS.toNanos(20);

    private final Simulation simulation;
    private final SimProcess process;
    private final SplittableRandom random;
    private final int term;
    private final BulkSession session;
    private final CoordinatorProtocol protocol;
    private final ParameterStore store;
    private final StepRunner runner;
    private final SimHub hub;
    private final Map<String, SimWorker> peers = new LinkedHashMap<>();

    SimCoordinator(Simulation simulation, SimProcess process, SplittableRandom random, int term) {
        this.simulation = simulation;
        this.process = process;
        this.random = random;
        this.term = term;
        Workload work = simulation.workload();
        this.session = new BulkSession(RUN, term,
                ByteString.copyFrom("token of " + process.name(), StandardCharsets.UTF_8));
        this.hub = new SimHub(simulation, process, session, new Arrivals());
        this.store = new ParameterStore(work.layout(), Gradients.initial(work.layout()),
                Optimizer.create(work.optimizer()));
        this.runner = new StepRunner(work.tree(), store, work.optimizer(), this::runSoon, new Steps());
        this.protocol = new CoordinatorProtocol(work.plan(term, Start.FRESH), process.nowNs());
    }

    SimProcess process() {
        return process;
    }

    int term() {
        return term;
    }

    ParameterStore store() {
        return store;
    }

    /** Where the state machine stands, for words. */
    Object state() {
        return protocol.state();
    }

    void start() {
        process.after(random.nextLong(Deadlines.TICK_NS), this::tick);
    }

    private void tick() {
        on(new Event.Tick());
        process.after(Deadlines.TICK_NS, this::tick);
    }

    // What workers say.

    void hello(SimWorker worker) {
        peers.putIfAbsent(worker.name(), worker);
        on(new Event.Hello(worker.name(), ControlVersion.CURRENT, Workload.RELEASE, worker.process().slot(),
                1,
                1));
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
        return said == term;
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
                    Welcome welcome = Welcome.newBuilder().setRun(RUN).setTerm(term).setBulkToken(session.token())
                            .build();
                    simulation.network().send(process, worker.process().slot(), () -> "welcome",
                            () -> worker.hear(this, new dev.lockstep.worker.protocol.Event.Welcomed(welcome)));
                }
            }
            case Effect.Refuse e -> {
                say(e.worker(), w -> new dev.lockstep.worker.protocol.Event.Refused(e.reason()));
                peers.remove(e.worker());
            }
            case Effect.Detach e -> hub.detach(e.worker(), e.why());
            case Effect.Assign e -> say(e.worker(), w -> new dev.lockstep.worker.protocol.Event.Assigned(term,
                    e.assignment(), e.fromStep(), e.range()));
            case Effect.Order e -> say(e.worker(), w -> new dev.lockstep.worker.protocol.Event.Ordered(term, e.order(),
                    e.version(), e.part(), e.ranges()));
            case Effect.Beat e -> say(e.worker(),
                    w -> new dev.lockstep.worker.protocol.Event.HeartbeatHeard(term, e.ready()));
            case Effect.Finish e -> say(e.worker(),
                    w -> new dev.lockstep.worker.protocol.Event.Finished(term, e.status().word()));
            case Effect.Proceed e -> runner.proceed(e.step(), e.divisor());
            case Effect.Checkpoint _ -> throw new AssertionError("no disk yet");
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
            case Effect.Tell e -> simulation.checks().told(this, e.report());
            case Effect.Write _ -> process.after(random.nextLong(WRITING_NS),
                    () -> on(new Event.Written(Optional.empty())));
            case Effect.Complete e -> {
                hub.close();
                simulation.coordinatorEnded(this, e.outcome());
            }
        }
    }

    private void commit(long version) {
        long committed = runner.commit();
        if (committed != version) {
            throw new AssertionError("committed version " + committed + ", not " + version);
        }
        simulation.checks().committed(this, version);
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
            runner.gradient(worker, partial);
        }
    }

    private final class Steps implements StepListener {

        @Override
        public void arrived(String worker, long step, Node node) {
            tell(new Event.SumsArrived(worker, step, node));
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
