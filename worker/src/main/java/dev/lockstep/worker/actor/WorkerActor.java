package dev.lockstep.worker.actor;

import akka.actor.AbstractActorWithTimers;
import akka.actor.ActorRef;
import akka.actor.ActorSelection;
import akka.actor.Props;
import dev.lockstep.common.kernel.KernelChoice;
import dev.lockstep.common.tensor.Storage;
import dev.lockstep.common.wire.BulkConnector;
import dev.lockstep.common.wire.BulkLink;
import dev.lockstep.proto.Control;
import dev.lockstep.proto.Failed;
import dev.lockstep.proto.Welcome;
import dev.lockstep.worker.compute.Computation;
import dev.lockstep.worker.compute.KnownAnswerTest;
import dev.lockstep.worker.compute.NewestVersions;
import dev.lockstep.worker.compute.Slots;
import dev.lockstep.worker.protocol.Effect;
import dev.lockstep.worker.protocol.Event;
import dev.lockstep.worker.protocol.Limits;
import dev.lockstep.worker.protocol.WorkerProtocol;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Translates: messages and results to events, effects to sends and work. Whatever it starts comes back as an event, failures
 * too; nothing is decided here.
 */
final class WorkerActor extends AbstractActorWithTimers {

    private static final Logger LOG = LoggerFactory.getLogger(WorkerActor.class);

    /** Data load on threads of their own, not on the dispatcher that must hear heartbeats. */
    private static final Executor LOADER = task -> Thread.ofPlatform().daemon().name("lockstep-load").start(task);

    private final WorkerIdentity identity;
    private final ActorSelection coordinator;
    private final BulkConnector connector;
    private final CompletableFuture<WorkerResult> result;
    private final Slots slots;
    private final WorkerProtocol protocol = new WorkerProtocol(KnownAnswerTest.EXPECTED);
    private final NewestVersions mirror = new NewestVersions();
    /** From the loaded data on. */
    private Prepared prepared;
    private Computation computation;
    /** From the opening of the link on. */
    private BulkLink link;

    private record Loaded(Prepared prepared, Computation computation) {}

    static Props props(WorkerIdentity identity, ActorSelection coordinator, BulkConnector connector,
            CompletableFuture<WorkerResult> result) {
        return Props.create(WorkerActor.class,
                () -> new WorkerActor(identity, coordinator, connector, result));
    }

    private WorkerActor(WorkerIdentity identity, ActorSelection coordinator, BulkConnector connector,
            CompletableFuture<WorkerResult> result) {
        this.identity = identity;
        this.coordinator = coordinator;
        this.connector = connector;
        this.result = result;
        this.slots = new Slots(identity.settings().slots(), "lockstep-" + identity.worker());
    }

    @Override
    public void preStart() {
        LOG.info("{} starts with {} slots, {}", identity.worker(), identity.settings().slots(),
                KernelChoice.describe());
        getTimers().startTimerWithFixedDelay("tick", new Event.Tick(), Duration.ofNanos(Limits.TICK_NS));
        on(new Event.Started());
    }

    @Override
    public Receive createReceive() {
        return receiveBuilder()
                .match(Control.class, this::hear)
                .match(Event.class, this::on)
                .match(Loaded.class, this::loaded)
                .build();
    }

    @Override
    public void postStop() {
        if (link != null) {
            link.close();
        }
        slots.close();
        result.complete(new WorkerResult(1, "the worker's actor was stopped from outside"));
    }

    private void hear(Control control) {
        try {
            Incoming.event(control).ifPresent(this::on);
        } catch (IllegalArgumentException senseless) {
            LOG.warn("dropped a message from {} that makes no sense: {}", getSender(), senseless.getMessage());
        }
    }

    private void loaded(Loaded loaded) {
        prepared = loaded.prepared();
        computation = loaded.computation();
        on(new Event.DataLoaded(prepared.layout().blocks()));
    }

    private void on(Event event) {
        try {
            for (Effect effect : protocol.on(event, System.nanoTime())) {
                // Names only: a welcome holds the token.
                LOG.debug("{}: {}", event.getClass().getSimpleName(), effect.getClass().getSimpleName());
                carryOut(effect);
            }
        } catch (RuntimeException | Error broken) {
            LOG.error("{} could not do what {} asks for", identity.worker(), event.getClass().getSimpleName());
            failed(fault(Failed.Reason.FAULT, "", broken));
        }
    }

    /** Says what has failed. A second failure ends the worker without ceremony. */
    private void failed(Event.WorkFailed fault) {
        try {
            for (Effect effect : protocol.on(fault, System.nanoTime())) {
                carryOut(effect);
            }
        } catch (RuntimeException | Error again) {
            LOG.error("{} cannot say what has failed", identity.worker(), again);
            end(new Effect.End(1, fault.message()));
        }
    }

    private void carryOut(Effect effect) {
        switch (effect) {
            case Effect.ProveKernels e -> report(KnownAnswerTest.run(slots, System::nanoTime), Event.Proved::new,
                    Failed.Reason.KNOWN_ANSWER, "");
            case Effect.LoadData e -> load(e.welcome());
            case Effect.OpenLink e -> link = connector.connect(e.welcome(), identity.worker(), prepared.layout(),
                    new LinkListener());
            case Effect.ComputeStep e -> report(
                    computation.step(e.step(), e.range(), mirror.get(e.step()), link),
                    done -> new Event.StepComputed(e.step()), Failed.Reason.FAULT,
                    "step " + e.step() + ", shards " + e.range() + ": ");
            case Effect.ComputeEvaluation e -> report(
                    computation.evaluate(e.version(), e.part(), e.range(), mirror.get(e.version()), link),
                    done -> new Event.Evaluated(e.version(), e.part()), Failed.Reason.FAULT,
                    "evaluation of version " + e.version() + ", shards " + e.range() + ": ");
            case Effect.SayHello e -> say(identity.hello());
            case Effect.SayReady e -> say(identity.ready(e));
            case Effect.SayHeartbeat e -> say(identity.heartbeat(e));
            case Effect.SayFailed e -> say(identity.failed(e));
            case Effect.SayLeave e -> say(identity.leave(e));
            case Effect.Tell e -> identity.settings().lines().accept(e.line());
            case Effect.End e -> end(e);
        }
    }

    private void say(Control control) {
        coordinator.tell(control, getSelf());
    }

    private void end(Effect.End end) {
        LOG.info("{} ends with {}: {}", identity.worker(), end.exitCode(), end.message());
        result.complete(new WorkerResult(end.exitCode(), end.message()));
        getContext().stop(getSelf());
    }

    private void load(Welcome welcome) {
        ActorRef self = getSelf();
        LOADER.execute(() -> {
            try {
                Prepared ready = Prepared.of(welcome, identity.settings());
                Computation work = new Computation(ready.job(), ready.network(), ready.layout(), ready.data(), slots);
                self.tell(new Loaded(ready, work), self);
            } catch (Prepared.Fault fault) {
                self.tell(fault.event(), self);
            } catch (RuntimeException | Error broken) {
                self.tell(fault(Failed.Reason.FAULT, "preparing the job: ", broken), self);
            }
        });
    }

    /** Sends what became of a work to this actor; {@code what} begins the words of a failure. */
    private <T> void report(CompletionStage<T> work, Function<T, Event> done, Failed.Reason reason, String what) {
        ActorRef self = getSelf();
        work.whenComplete((value, failure) -> self
                .tell(failure == null ? done.apply(value) : fault(reason, what, failure), self));
    }

    private static Event.WorkFailed fault(Failed.Reason reason, String what, Throwable failure) {
        Throwable cause = failure instanceof CompletionException && failure.getCause() != null
                ? failure.getCause()
                : failure;
        LOG.error("a worker's work failed", cause);
        String words = cause.getMessage() == null ? cause.toString() : cause.getMessage();
        return new Event.WorkFailed(reason,
                what + (cause instanceof OutOfMemoryError ? "out of memory: " + words + "; try -Xmx" : words));
    }

    /** Called on the transport's threads; the mirror is written before the actor is told. */
    private final class LinkListener implements BulkLink.Listener {

        private final ActorRef self = getSelf();

        @Override
        public void opened() {
            self.tell(new Event.LinkOpened(), self);
        }

        @Override
        public void parameters(long version, int block, Storage parameters) {
            mirror.put(version, parameters);
            self.tell(new Event.BlockArrived(version, block), self);
        }

        @Override
        public void closed(String why) {
            self.tell(new Event.LinkClosed(why), self);
        }
    }
}
