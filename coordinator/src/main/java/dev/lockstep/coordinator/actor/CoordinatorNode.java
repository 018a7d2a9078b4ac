package dev.lockstep.coordinator.actor;

import akka.actor.ActorRef;
import akka.actor.ActorSystem;
import akka.pattern.Patterns;
import dev.lockstep.coordinator.protocol.Event;
import dev.lockstep.coordinator.protocol.Outcome;
import dev.lockstep.coordinator.protocol.RunStatus;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A coordinator: one run, from its first worker to its summary. */
public final class CoordinatorNode implements AutoCloseable {

    /** Workers find the actor at {@code /user/coordinator} of its system. */
    public static final String ACTOR_NAME = "coordinator";

    private static final Logger LOG = LoggerFactory.getLogger(CoordinatorNode.class);

    /** To stop the actor and free what it holds. */
    private static final Duration CLOSE_DEADLINE = Duration.ofSeconds(10);

    private final ActorRef actor;
    private final CompletableFuture<RunResult> result;

    private final CompletableFuture<Void> freed;

    private CoordinatorNode(ActorRef actor, CompletableFuture<RunResult> result, CompletableFuture<Void> freed) {
        this.actor = actor;
        this.result = result;
        this.freed = freed;
    }

    /**
     * Opens the hub and starts the actor in {@code system}, of which it is the only coordinator; returns at once. A system with a
     * cluster has joined its own address, as the first member, or does so later.
     *
     * @param hub opens the coordinator's end of the bulk plane, which is closed with this node; if it cannot, the run fails
     */
    public static CoordinatorNode start(CoordinatorSettings settings, ActorSystem system, HubOpener hub) {
        CompletableFuture<RunResult> result = new CompletableFuture<>();
        CompletableFuture<Void> freed = new CompletableFuture<>();
        ActorRef actor = system.actorOf(CoordinatorActor.props(settings, hub, result, freed), ACTOR_NAME);
        return new CoordinatorNode(actor, result, freed);
    }

    /** Completes when the run has ended and its files are written; never fails. */
    public CompletionStage<RunResult> result() {
        return result.minimalCompletionStage();
    }

    /** Finishes the current step and ends the run, for SIGTERM and SIGINT; the result follows. */
    public void requestStop() {
        tell(new Event.StopRequested());
    }

    /**
     * Ends the run because of something outside of it, for instance that no worker process could be started. The result
     * follows; a run that has ended already stays as it is.
     *
     * @param message for the user
     */
    public void abort(RunStatus status, String message) {
        tell(new Event.Aborted(Outcome.of(status, message)));
    }

    public ActorRef actor() {
        return actor;
    }

    /** Ends the run if it still goes on, and frees its threads and connections; the actor's system stays open. */
    @Override
    public void close() {
        try {
            Patterns.gracefulStop(actor, CLOSE_DEADLINE).toCompletableFuture().join();
            freed.orTimeout(CLOSE_DEADLINE.toSeconds(), TimeUnit.SECONDS).join();
        } catch (CompletionException e) {
            LOG.warn("the coordinator did not stop within {}", CLOSE_DEADLINE, e);
        }
    }

    private void tell(Event event) {
        actor.tell(new CoordinatorActor.Happened(event), ActorRef.noSender());
    }
}
