package dev.lockstep.deploy.simulation;

import dev.lockstep.common.wire.BulkSession;
import dev.lockstep.common.wire.SimFrame;
import dev.lockstep.proto.Welcome;
import dev.lockstep.worker.protocol.Effect;
import dev.lockstep.worker.protocol.Event;
import dev.lockstep.worker.protocol.WorkerProtocol;
import java.util.List;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/** One life of a worker: the real state machine, and around it what {@code WorkerActor} does with actors and threads. */
final class SimWorker {

    private static final long CONNECT_NS = TimeUnit.SECONDS.toNanos(5);

    private final Simulation simulation;
    private final SimWorkerHost host;
    private final SimProcess process;
    private final String name;
    private final OptionalLong aloneNs;
    private final WorkerProtocol protocol;
    private final SimComputation computation;
    private boolean over;
    private int greeted;
    private SimCoordinator coordinator;
    private SimLink link;

    SimWorker(Simulation simulation, SimWorkerHost host, String name, SplittableRandom random, OptionalLong aloneNs) {
        this.simulation = simulation;
        this.host = host;
        this.process = host.process();
        this.name = name;
        this.aloneNs = aloneNs;
        this.protocol = new WorkerProtocol(Workload.KNOWN_ANSWER, aloneNs);
        this.computation = new SimComputation(simulation, process, random);
        this.greeted = random.nextInt(simulation.coordinatorSlots().size());
    }

    SimProcess process() {
        return process;
    }

    /** Of this life. */
    String name() {
        return name;
    }

    void start() {
        on(new Event.Started());
    }

    void tick() {
        on(new Event.Tick());
    }

    void requestStop() {
        on(new Event.StopRequested());
    }

    /** From a coordinator, on the control plane: who has welcomed this worker is heard, and nobody else. */
    void hear(SimCoordinator sender, Event event) {
        process.run(() -> {
            if (coordinator == null && event instanceof Event.Welcomed) {
                coordinator = sender;
            }
            if (coordinator == null || coordinator == sender) {
                on(event);
            }
        });
    }

    private void on(Event event) {
        if (over || !process.isAlive()) {
            return;
        }
        simulation.transcript().say(name, () -> "hears " + Words.of(event));
        for (Effect effect : protocol.on(event, process.nowNs())) {
            process.effect(() -> Words.of(effect), () -> carryOut(effect));
        }
    }

    private void carryOut(Effect effect) {
        switch (effect) {
            case Effect.ProveKernels _ -> host.prove(() -> on(new Event.Proved(Workload.KNOWN_ANSWER)));
            case Effect.LoadData _ -> host.load(() -> on(new Event.DataLoaded(simulation.workload().blocks(), 1)));
            case Effect.OpenLink e -> open(e.welcome());
            case Effect.ComputeStep e -> computation.step(link, e.step(), e.range(),
                    () -> on(new Event.StepComputed(e.step())));
            case Effect.ComputeEvaluation e -> computation.evaluate(link, e.version(), e.part(), e.range(),
                    () -> on(new Event.Evaluated(e.version(), e.part())));
            case Effect.Abandon _ -> computation.abandon();
            case Effect.SayHello _ -> hello();
            case Effect.SayReady e -> say(() -> Words.of(e), (c, me) -> c.ready(me, e));
            case Effect.SayHeartbeat e -> say(() -> Words.of(e), (c, me) -> c.heartbeat(me, e));
            case Effect.SayFailed e -> say(() -> Words.of(e), (c, me) -> c.failed(me, e));
            case Effect.SayLeave e -> say(() -> Words.of(e), (c, me) -> c.left(me, e));
            case Effect.Tell _ -> {
            }
            case Effect.Rejoin _ -> {
                end();
                host.rejoin(aloneNs, protocol.aloneNs(process.nowNs()));
            }
            case Effect.End e -> {
                end();
                host.end(e);
            }
        }
    }

    private void end() {
        over = true;
        computation.end();
        if (link != null) {
            link.close("closed by the worker");
        }
    }

    /** To one coordinator after another, whoever lives there. */
    private void hello() {
        List<String> slots = simulation.coordinatorSlots();
        String slot = slots.get(greeted++ % slots.size());
        simulation.network().send(process, slot, () -> "hello", () -> {
            SimCoordinator there = simulation.coordinator(slot);
            if (there != null) {
                there.process().run(() -> there.hello(this));
            }
        });
    }

    private void say(Supplier<String> what, BiConsumer<SimCoordinator, SimWorker> heard) {
        SimCoordinator there = coordinator;
        if (there != null) {
            simulation.network().send(process, there.process().slot(), what,
                    () -> there.process().run(() -> heard.accept(there, this)));
        }
    }

    /** Whoever listens at the address that the coordinator named: maybe its successor. */
    private void open(Welcome welcome) {
        Arrivals arrivals = new Arrivals();
        SimCoordinator there = simulation.coordinator(coordinator.process().slot());
        if (there == null) {
            process.after(CONNECT_NS, () -> arrivals.ended("cannot connect"));
            return;
        }
        link = new SimLink(simulation, this, there, arrivals);
        link.send(new SimFrame.Hello(BulkSession.of(welcome), name));
    }

    /** What comes over the link. */
    private final class Arrivals implements Pipe.Reader {

        private boolean ended;

        @Override
        public void frame(SimFrame frame) {
            switch (frame) {
                case SimFrame.Accept _ -> on(new Event.LinkOpened());
                case SimFrame.Parameters p -> {
                    if (computation.receive(p)) {
                        on(new Event.BlockArrived(p.version(), p.block()));
                    }
                }
                case SimFrame.Close close -> ended("closed by the hub: " + close.words());
                case SimFrame.Hello _,SimFrame.Scalars _,SimFrame.Gradient _ ->
                    throw new AssertionError("a hub sent " + frame);
            }
        }

        @Override
        public void ended(String why) {
            if (!ended) {
                ended = true;
                if (link != null) {
                    link.close(why);
                }
                on(new Event.LinkClosed(why));
            }
        }
    }
}
