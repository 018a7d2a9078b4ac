package dev.lockstep.coordinator.actor;

import akka.actor.AbstractActorWithTimers;
import akka.actor.ActorRef;
import akka.actor.Props;
import akka.cluster.Cluster;
import akka.cluster.ClusterEvent;
import dev.lockstep.common.checkpoint.Disk;
import dev.lockstep.common.checkpoint.TakenOverException;
import dev.lockstep.common.checkpoint.TensorEntry;
import dev.lockstep.common.trace.Span;
import dev.lockstep.common.trace.Trace;
import dev.lockstep.common.wire.BulkHub;
import dev.lockstep.common.wire.BulkSession;
import dev.lockstep.common.wire.GradientPartial;
import dev.lockstep.common.wire.ScalarPartial;
import dev.lockstep.coordinator.protocol.CheckpointMark;
import dev.lockstep.coordinator.protocol.CoordinatorProtocol;
import dev.lockstep.coordinator.protocol.Deadlines;
import dev.lockstep.coordinator.protocol.Effect;
import dev.lockstep.coordinator.protocol.Event;
import dev.lockstep.coordinator.protocol.Outcome;
import dev.lockstep.coordinator.protocol.Report;
import dev.lockstep.coordinator.protocol.RunStatus;
import dev.lockstep.coordinator.status.FinalModel;
import dev.lockstep.coordinator.status.RunFolder;
import dev.lockstep.coordinator.status.RunRecord;
import dev.lockstep.coordinator.status.Summary;
import dev.lockstep.proto.Control;
import dev.lockstep.proto.DataPart;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Translates: what arrives becomes an event of {@link CoordinatorProtocol}, and its effects are carried out in their order.
 * It decides nothing but what to do about a fault of its own, which ends the run.
 */
final class CoordinatorActor extends AbstractActorWithTimers {

    private static final Logger LOG = LoggerFactory.getLogger(CoordinatorActor.class);

    /** First words that are kept until workers can connect; who said more says them again. */
    private static final int MAX_EARLY = 64;

    private final CoordinatorSettings settings;
    private final HubOpener opener;
    private final CompletableFuture<RunResult> result;
    private final CompletableFuture<Void> freed;
    private final CompletableFuture<HubOpener.OpenHub> opening = new CompletableFuture<>();
    private final RunRecord record;
    private final RunFolder folder;
    private final CheckpointWriter checkpoints;
    private final TermWatch watch;
    private final List<Early> early = new ArrayList<>();
    private final Peers peers = new Peers();
    private final Reducer reducer;
    private final CoordinatorProtocol protocol;
    /** From {@link HubOpened} on; no worker is known before. */
    private BulkHub hub;
    private ControlMessages messages;
    /** Whose message is being answered, if one is. */
    private ActorRef speaker = ActorRef.noSender();
    private Summary summary;
    private boolean faulty;

    /** Something happened elsewhere, told from any thread. */
    record Happened(Event event) {}

    /** A broken invariant elsewhere, told from any thread. */
    private record Broken(Throwable cause) {}

    /** A newer term of the run is claimed. */
    private record TakenOver(TakenOverException cause) {}

    /** A worker's first words, from before workers could connect. */
    private record Early(Control control, ActorRef sender) {}

    /** Workers can connect. */
    private record HubOpened(BulkSession session, HubOpener.OpenHub open) {}

    /** The run's files are written, or could not be. */
    private record FilesWritten(RunFolder.Finished finished) {}

    private CoordinatorActor(CoordinatorSettings settings, HubOpener opener, CompletableFuture<RunResult> result,
            CompletableFuture<Void> freed) {
        this.settings = settings;
        this.opener = opener;
        this.result = result;
        this.freed = freed;
        ActorRef self = getSelf();
        long nowNs = System.nanoTime();
        this.record = new RunRecord(settings.job().name(), settings.release(), settings.model().blocks().floats(),
                settings.startNs());
        record.goOnFrom(settings.term(), settings.plan().stepsPerEpoch());
        this.folder = new RunFolder(Disk.REAL, settings.runFolder(), settings.term().number(),
                settings.term().start(), settings.job().metrics().everySteps(),
                fault -> self.tell(new Happened(new Event.WritingFailed(fault)), self));
        this.checkpoints = new CheckpointWriter(Disk.REAL, settings.runFolder(), settings.term().number(),
                settings.job().checkpoint().keep(), over -> self.tell(new TakenOver(over), self));
        this.watch = new TermWatch(Disk.REAL, settings.runFolder(), settings.term().number(),
                over -> self.tell(new TakenOver(over), self));
        this.reducer = new Reducer(settings, event -> self.tell(new Happened(event), self),
                cause -> self.tell(new Broken(cause), self));
        this.protocol = new CoordinatorProtocol(settings.plan(), nowNs);
    }

    /**
     * @param result completes when the run is over
     * @param freed  completes when, after the actor's end, nothing of the run is held any more
     */
    static Props props(CoordinatorSettings settings, HubOpener opener, CompletableFuture<RunResult> result,
            CompletableFuture<Void> freed) {
        return Props.create(CoordinatorActor.class, () -> {
            try {
                return new CoordinatorActor(settings, opener, result, freed);
            } catch (RuntimeException | Error e) {
                result.complete(unbegun(settings, e));
                freed.complete(null);
                throw e;
            }
        });
    }

    @Override
    public void preStart() {
        try {
            watchCluster();
            Optional<String> tooLong = CoordinatorSettings.jobFault(settings.jobText());
            if (tooLong.isPresent()) {
                opening.cancel(false);
                on(new Event.Aborted(Outcome.ofInput(tooLong.get())));
            } else {
                openHub();
            }
        } catch (RuntimeException | Error e) {
            fault(e);
        }
        Duration tick = Duration.ofNanos(Deadlines.TICK_NS);
        getTimers().startTimerWithFixedDelay("tick", new Happened(new Event.Tick()), tick);
    }

    @Override
    public Receive createReceive() {
        return receiveBuilder()
                .match(Control.class, control -> heard(control, getSender()))
                .match(Happened.class, happened -> on(happened.event()))
                .match(HubOpened.class, this::opened)
                .match(FilesWritten.class, this::written)
                .match(TakenOver.class, this::takenOver)
                .match(Broken.class, broken -> fault(broken.cause()))
                .match(ClusterEvent.MemberRemoved.class, this::removed)
                .match(ClusterEvent.ClusterDomainEvent.class, change -> LOG.debug("cluster: {}", change))
                .match(ClusterEvent.CurrentClusterState.class, state -> LOG.debug("cluster: {}", state))
                .build();
    }

    /** A run that was not over has failed. What it held is freed on a thread of its own: that may take seconds. */
    @Override
    public void postStop() {
        try {
            if (!result.isDone()) {
                complete(Outcome.of(RunStatus.FAILED, "the coordinator was closed before the run was over"));
            }
        } finally {
            inBackground("lockstep-coordinator-close", this::free);
        }
    }

    private void free() {
        try {
            watch.close();
            reducer.close();
            checkpoints.close();
            folder.close();
            opening.thenAccept(open -> open.hub().close()).join();
        } catch (CompletionException neverOpened) {
            LOG.debug("there is no hub to close", neverOpened);
        } catch (RuntimeException | Error e) {
            LOG.error("not everything of the run could be freed", e);
        } finally {
            freed.complete(null);
        }
    }

    /**
     * Another coordinator goes on with the run. This one writes nothing more and says nothing more: its workers see their
     * links end, and look for the other.
     */
    private void takenOver(TakenOver over) {
        LOG.warn("{}", over.cause().getMessage());
        complete(Outcome.of(RunStatus.FAILED,
                over.cause().getMessage() + ": another coordinator of this run goes on with it"));
        getContext().stop(getSelf());
    }

    /** Listening may wait for a name service, so it happens on a thread of its own; workers repeat their first words. */
    private void openHub() {
        BulkSession session = BulkSession.fresh(settings.term().run(), settings.term().number());
        BulkHub.Listener arrivals = new Arrivals();
        ActorRef self = getSelf();
        opening.whenComplete((open, failure) -> self.tell(
                failure == null ? new HubOpened(session, open) : new Happened(new Event.Aborted(unopened(failure))),
                self));
        inBackground("lockstep-coordinator-open", () -> {
            try {
                opening.complete(opener.open(session, settings.hubLayout(), arrivals));
            } catch (IOException | RuntimeException | Error e) {
                opening.completeExceptionally(e);
            }
        });
    }

    private static Outcome unopened(Throwable failure) {
        LOG.error("the bulk plane does not open", failure);
        return Outcome.of(RunStatus.FAILED,
                failure.getMessage() == null ? failure.toString() : failure.getMessage());
    }

    private void opened(HubOpened opened) {
        hub = opened.open().hub();
        BulkSession session = opened.session();
        int term = session.term();
        messages = new ControlMessages(term, ControlMessages.welcome(session.run(), term, settings.jobText(),
                opened.open(), session.token(), settings.data().sha256()));
        early.forEach(first -> heard(first.control(), first.sender()));
        early.clear();
    }

    private static void inBackground(String name, Runnable task) {
        Thread.ofPlatform().name(name).daemon().start(task);
    }

    /** Membership is only listened to; the command that made the system has joined it. */
    private void watchCluster() {
        if (getContext().getSystem().settings().config().getString("akka.actor.provider").equals("cluster")) {
            Cluster.get(getContext().getSystem()).subscribe(getSelf(), ClusterEvent.initialStateAsEvents(),
                    ClusterEvent.MemberEvent.class, ClusterEvent.ReachabilityEvent.class);
        }
    }

    private void heard(Control control, ActorRef sender) {
        if (messages == null) {
            if (early.size() < MAX_EARLY) {
                early.add(new Early(control, sender));
            }
            return;
        }
        messages.event(control).ifPresent(event -> {
            speaker = sender;
            on(event);
            speaker = ActorRef.noSender();
        });
    }

    /** Membership is slow and knows no more than the protocol's heartbeat; a node's next life may have its address. */
    private void removed(ClusterEvent.MemberRemoved removed) {
        LOG.info("cluster: {}", removed);
        for (String worker : peers.on(removed.member().address())) {
            on(new Event.Suspected(worker, "it was removed from the cluster"));
        }
    }

    private void on(Event event) {
        long began = Trace.begin();
        try {
            for (Effect effect : protocol.on(event, System.nanoTime())) {
                carryOut(effect);
            }
        } catch (RuntimeException | Error e) {
            fault(e);
        }
        Trace.end(Span.COORDINATE, began);
    }

    /** A fault of ours ends the run; a second one ends it without ceremony. */
    private void fault(Throwable cause) {
        LOG.error("a fault of Lockstep's own ends the run", cause);
        Outcome outcome = Outcome.of(RunStatus.FAILED, "a fault of Lockstep's own: " + cause + "; the log has more");
        if (faulty) {
            complete(outcome);
        } else {
            faulty = true;
            on(new Event.Aborted(outcome));
        }
    }

    private void carryOut(Effect effect) {
        switch (effect) {
            case Effect.Welcome e -> peers.welcome(e.worker(), speaker, messages.welcome(), getSelf());
            case Effect.Refuse e -> peers.refuse(e.worker(), speaker, messages.refuse(e), getSelf());
            case Effect.TooLate e -> peers.refuse(e.worker(), speaker, ControlMessages.tooLate(), getSelf());
            case Effect.Detach e -> {
                hub.detach(e.worker(), e.why());
                peers.forget(e.worker());
            }
            case Effect.Assign e -> peers.tell(e.worker(), messages.assign(e), getSelf());
            case Effect.Order e -> peers.tell(e.worker(), messages.order(e), getSelf());
            case Effect.Beat e -> peers.tell(e.worker(), messages.beat(e), getSelf());
            case Effect.Finish e -> peers.tell(e.worker(), messages.finish(e), getSelf());
            case Effect.Proceed e -> reducer.proceed(e.step(), e.divisor());
            case Effect.Unaudited e -> reducer.unaudited(e.step());
            case Effect.Checkpoint e -> checkpoint(e.mark());
            case Effect.Commit e -> reducer.commit(e.version());
            case Effect.Publish e -> reducer.publish(hub, e.version(), e.block(), e.except());
            case Effect.Supply e -> reducer.supply(hub, e.worker(), e.version());
            case Effect.Tell e -> tell(e.report());
            case Effect.Write e -> write(e.outcome());
            case Effect.Complete e -> complete(e.outcome());
        }
    }

    private void tell(Report report) {
        record.on(report);
        folder.report(report, report instanceof Report.StepDone step ? reducer.rate(step.step() - 1) : 0);
        log(report);
        try {
            settings.listener().on(report);
        } catch (RuntimeException e) {
            LOG.error("the listener failed on {}", report, e);
        }
    }

    /** What every step may bring is in the metrics, or only of use to who looks for a fault. */
    private static void log(Report report) {
        switch (report) {
            case Report.StepDone _ -> {
            }
            case Report.Reassigned reassigned -> LOG.debug("{}", reassigned);
            case Report.Evaluated evaluated when evaluated.part() == DataPart.VALIDATION -> LOG.debug("{}", evaluated);
            case Report.Warning warning -> LOG.warn("{}", warning.words());
            case Report.Joined _,Report.Lost _,Report.Started _,Report.EpochDone _,Report.Evaluated _ ->
                LOG.info("{}", report);
        }
    }

    /** Copied by the reducer's threads, written by the writer's after the metrics: training goes on meanwhile. */
    private void checkpoint(CheckpointMark mark) {
        ActorRef self = getSelf();
        reducer.copy(mark.version(), copy -> folder.force().thenAccept(unforced -> checkpoints.write(unforced,
                settings.checkpoint(mark, copy, Instant.now()), fault -> {
                    reducer.copyDone(copy);
                    self.tell(new Happened(new Event.CheckpointWritten(mark.version(), fault)), self);
                })));
    }

    private void write(Outcome outcome) {
        LOG.info("the run ends: {}", outcome.message());
        summary = record.summary(outcome, System.nanoTime());
        Optional<FinalModel> model = record.started()
                ? Optional.of(new FinalModel(TensorEntry.of(settings.model().parameters()), reducer.committed(),
                        settings.provenance(record.steps())))
                : Optional.empty();
        ActorRef self = getSelf();
        folder.finish(outcome, summary, model).thenAccept(done -> self.tell(new FilesWritten(done), self));
    }

    private void written(FilesWritten files) {
        summary = files.finished().summary();
        on(new Event.Written(files.finished().fault()));
    }

    private void complete(Outcome outcome) {
        Summary last = summary == null ? record.summary(outcome, System.nanoTime()) : summary;
        result.complete(new RunResult(outcome.status(), outcome.exitCode(), outcome.message(), last));
    }

    /** Of a run that did not come so far as to have a coordinator, for instance for want of memory. */
    private static RunResult unbegun(CoordinatorSettings settings, Throwable cause) {
        Outcome outcome = Outcome.of(RunStatus.FAILED, "the coordinator cannot start: " + cause);
        RunRecord nothing = new RunRecord(settings.job().name(), settings.release(), settings.model().blocks().floats(),
                settings.startNs());
        return new RunResult(outcome.status(), outcome.exitCode(), outcome.message(),
                nothing.summary(outcome, System.nanoTime()));
    }

    /** What arrives on the bulk plane: small things go to the actor, gradients to the reducer's threads. */
    private final class Arrivals implements BulkHub.Listener {

        private final ActorRef self = getSelf();

        @Override
        public void attached(String worker) {
            tellSelf(new Event.Attached(worker));
        }

        @Override
        public void detached(String worker, String why) {
            tellSelf(new Event.Detached(worker, why));
        }

        @Override
        public void scalars(String worker, ScalarPartial partial) {
            tellSelf(new Event.ScalarsArrived(worker, partial.version(), partial.part(), partial.node(),
                    partial.scalars()));
        }

        @Override
        public void gradient(String worker, GradientPartial partial) {
            reducer.gradient(worker, partial);
        }

        private void tellSelf(Event event) {
            self.tell(new Happened(event), self);
        }
    }
}
