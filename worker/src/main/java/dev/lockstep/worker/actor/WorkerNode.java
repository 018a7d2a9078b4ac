package dev.lockstep.worker.actor;

import akka.actor.ActorRef;
import akka.actor.ActorSelection;
import akka.actor.ActorSystem;
import akka.actor.PoisonPill;
import dev.lockstep.common.wire.BulkConnector;
import dev.lockstep.worker.protocol.Event;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A worker: its slots, and the actor that speaks for it. */
public final class WorkerNode implements AutoCloseable {

    private final String worker;
    private final ActorRef actor;
    private final CompletableFuture<WorkerResult> result;

    private WorkerNode(String worker, ActorRef actor, CompletableFuture<WorkerResult> result) {
        this.worker = worker;
        this.actor = actor;
        this.result = result;
    }

    /**
     * Starts a worker and returns at once. It says hello to {@code coordinator} until it is answered.
     *
     * @param system      where its actor lives; stays open when the worker ends
     * @param coordinator the coordinator's actor, there already or not
     * @param connector   opens the bulk link that the coordinator names
     */
    public static WorkerNode start(
            WorkerSettings settings,
            ActorSystem system,
            ActorSelection coordinator,
            BulkConnector connector) {
        WorkerIdentity identity = WorkerIdentity.fresh(settings);
        CompletableFuture<WorkerResult> result = new CompletableFuture<>();
        ActorRef actor = system.actorOf(WorkerActor.props(identity, coordinator, connector, result));
        return new WorkerNode(identity.worker(), actor, result);
    }

    /** The name under which the coordinator knows this worker. */
    public String worker() {
        return worker;
    }

    /** Completes when the worker has ended; never fails. */
    public CompletionStage<WorkerResult> result() {
        return result.minimalCompletionStage();
    }

    /** Leaves the run, for SIGTERM and SIGINT; the result follows. */
    public void requestStop() {
        actor.tell(new Event.StopRequested(), ActorRef.noSender());
    }

    /** Ends the worker if it still runs, and its threads; its system stays open. */
    @Override
    public void close() {
        actor.tell(PoisonPill.getInstance(), ActorRef.noSender());
    }
}
