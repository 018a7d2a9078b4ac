package dev.lockstep.worker.actor;

import akka.actor.AbstractActorWithTimers;
import akka.actor.ActorRef;
import akka.actor.Props;
import dev.lockstep.common.kernel.KernelChoice;
import dev.lockstep.common.tensor.Storage;
import dev.lockstep.common.trace.Span;
import dev.lockstep.common.trace.Trace;
import dev.lockstep.common.wire.BulkConnector;
import dev.lockstep.common.wire.BulkLink;
import dev.lockstep.proto.Control;
import dev.lockstep.proto.Failed;
import dev.lockstep.proto.Welcome;
import dev.lockstep.worker.compute.ArrivingVersion;
import dev.lockstep.worker.compute.KnownAnswerTest;
import dev.lockstep.worker.compute.NewestVersions;
import dev.lockstep.worker.protocol.Effect;
import dev.lockstep.worker.protocol.Event;
import dev.lockstep.worker.protocol.Limits;
import dev.lockstep.worker.protocol.WorkerProtocol;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Translates: messages and results to events, effects to sends and work. Whatever it starts comes back as an event, failures
 * too; nothing is decided here.
 */
final class WorkerActor extends AbstractActorWithTimers {

    private static final Logger LOG = LoggerFactory.getLogger(WorkerActor.class);

    private final WorkerIdentity identity;
    private final WorkerHost host;
    private final Lives.Life life;
    private final BulkConnector connector;
    private final CompletableFuture<Ending> ending;
    private final WorkerProtocol protocol;
    /** The one that has answered; until then one after another is greeted. */
    private Optional<ActorRef> coordinator = Optional.empty();
    /** From the loaded data on. */
    private WorkerHost.Loaded loaded;
    private NewestVersions mirror;
    /** From the opening of the link on. */
    private BulkLink link;
    /** Once it is known. */
    private Optional<Ending> how = Optional.empty();

    /**
     * @param aloneNs in a later life, since when there has been no coordinator
     * @param ending  completed as the last thing that this life does: the next one works with the same computation
     */
    static Props props(WorkerIdentity identity, WorkerHost host, Lives.Life life, BulkConnector connector,
            OptionalLong aloneNs, CompletableFuture<Ending> ending) {
        return Props.create(WorkerActor.class,
                () -> new WorkerActor(identity, host, life, connector, aloneNs, ending));
    }

    private WorkerActor(WorkerIdentity identity, WorkerHost host, Lives.Life life, BulkConnector connector,
            OptionalLong aloneNs, CompletableFuture<Ending> ending) {
        this.identity = identity;
        this.host = host;
        this.life = life;
        this.connector = connector;
        this.ending = ending;
        this.protocol = new WorkerProtocol(KnownAnswerTest.EXPECTED, aloneNs);
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
                .match(WorkerHost.Loaded.class, this::loaded)
                .build();
    }

    @Override
    public void postStop() {
        try {
            if (loaded != null) {
                loaded.computation().abandon();
            }
            if (link != null) {
                link.close();
            }
        } finally {
            ending.complete(how.orElseGet(() -> new Ending.Stopped(protocol.aloneNs(System.nanoTime()))));
        }
    }

    /** An actor that breaks down has no second go: its life is over. */
    @Override
    public void preRestart(Throwable broken, Optional<Object> message) {
        LOG.error("{} breaks down", identity.worker(), broken);
        how = Optional.of(new Ending.Over(new WorkerResult(1, "a fault of the worker itself: " + broken)));
        postStop();
    }

    @Override
    public void postRestart(Throwable broken) {
        getContext().stop(getSelf());
    }

    private void hear(Control control) {
        try {
            if (isFromOurs(control)) {
                Incoming.event(control).ifPresent(this::on);
            }
        } catch (IllegalArgumentException senseless) {
            LOG.warn("dropped a message from {} that makes no sense: {}", getSender(), senseless.getMessage());
        }
    }

    /** The first that welcomes this worker is its coordinator; what others say, who were greeted too, is not for it. */
    private boolean isFromOurs(Control control) {
        if (coordinator.isEmpty() && control.hasWelcome()) {
            coordinator = Optional.of(getSender());
        }
        return coordinator.isEmpty() || coordinator.get().equals(getSender());
    }

    private void loaded(WorkerHost.Loaded ready) {
        loaded = ready;
        mirror = new NewestVersions(ready.prepared().layout().blocks());
        on(new Event.DataLoaded(ready.prepared().layout().blocks(), ready.prepared().firstBlocks()));
    }

    private void on(Event event) {
        long began = Trace.begin();
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
        Trace.end(Span.WORK, began);
    }

    /** Says what has failed. A second failure ends the worker without ceremony. */
    private void failed(Event.WorkFailed fault) {
        try {
            for (Effect effect : protocol.on(fault, System.nanoTime())) {
                carryOut(effect);
            }
        } catch (RuntimeException | Error again) {
            LOG.error("{} cannot say what has failed", identity.worker(), again);
            end(new Ending.Over(new WorkerResult(1, fault.message())));
        }
    }

    private void carryOut(Effect effect) {
        switch (effect) {
            case Effect.ProveKernels e -> report(host.proof(), Event.Proved::new, Failed.Reason.KNOWN_ANSWER, "");
            case Effect.LoadData e -> load(e.welcome());
            case Effect.OpenLink e -> link = connector.connect(e.welcome(), identity.worker(),
                    loaded.prepared().layout(), new LinkListener());
            case Effect.ComputeStep e -> compute(e.step(),
                    parameters -> loaded.computation().step(e.step(), e.range(), parameters, link),
                    new Event.StepComputed(e.step()), "step " + e.step() + ", shards " + e.range() + ": ");
            case Effect.ComputeEvaluation e -> compute(e.version(),
                    parameters -> loaded.computation().evaluate(e.version(), e.part(), e.range(), parameters, link),
                    new Event.Evaluated(e.version(), e.part()),
                    "evaluation of version " + e.version() + ", shards " + e.range() + ": ");
            case Effect.Abandon e -> loaded.computation().abandon();
            case Effect.SayHello e -> life.nextCoordinator().tell(identity.hello(), getSelf());
            case Effect.SayReady e -> say(identity.ready(e));
            case Effect.SayHeartbeat e -> say(identity.heartbeat(e));
            case Effect.SayFailed e -> say(identity.failed(e));
            case Effect.SayLeave e -> say(identity.leave(e));
            case Effect.Tell e -> identity.settings().lines().accept(e.line());
            case Effect.Rejoin e -> end(new Ending.Lost(protocol.aloneNs(System.nanoTime())));
            case Effect.End e -> end(new Ending.Over(new WorkerResult(e.exitCode(), e.message())));
        }
    }

    private void say(Control control) {
        coordinator.ifPresent(known -> known.tell(control, getSelf()));
    }

    private void end(Ending how) {
        LOG.info("{} ends: {}", identity.worker(), how);
        if (this.how.isEmpty()) {
            this.how = Optional.of(how);
        }
        getContext().stop(getSelf());
    }

    private void load(Welcome welcome) {
        ActorRef self = getSelf();
        host.load(welcome).whenComplete((ready, failure) -> {
            if (failure == null) {
                self.tell(ready, self);
            } else if (failure.getCause() instanceof Prepared.Fault fault) {
                self.tell(fault.event(), self);
            } else {
                self.tell(fault(Failed.Reason.FAULT, "preparing the job: ", failure), self);
            }
        });
    }

    /** Work on a version that was overtaken since is done already: nobody waits for it. */
    private void compute(long version, Function<ArrivingVersion, CompletionStage<Void>> work, Event done, String what) {
        mirror.get(version).ifPresentOrElse(
                parameters -> report(work.apply(parameters), nothing -> done, Failed.Reason.FAULT, what),
                () -> getSelf().tell(done, getSelf()));
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
            mirror.put(version, block, parameters);
            self.tell(new Event.BlockArrived(version, block), self);
        }

        @Override
        public void closed(String why) {
            self.tell(new Event.LinkClosed(why), self);
        }
    }
}
