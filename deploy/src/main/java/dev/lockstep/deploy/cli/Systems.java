package dev.lockstep.deploy.cli;

import akka.actor.ActorSystem;
import dev.lockstep.common.wire.CannotListenException;
import dev.lockstep.common.wire.HostPort;
import dev.lockstep.common.wire.LockstepSystem;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An actor system that ends with a block. */
final class Systems implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Systems.class);

    /** Long enough for last messages to leave; a command never hangs on it. */
    private static final long END_DEADLINE_S = 3;

    private final ActorSystem system;

    Systems(ActorSystem system) {
        this.system = system;
    }

    /** A member of a cluster, that is to be joined. */
    static Systems clustered(HostPort address, String role) {
        return clustered(address, role, Map.of());
    }

    /** @param settings of this system alone, by full key */
    static Systems clustered(HostPort address, String role, Map<String, String> settings) {
        try {
            return new Systems(LockstepSystem.clustered(address, Set.of(role), settings));
        } catch (CannotListenException e) {
            throw CommandFault.environment(e.getMessage(), e);
        }
    }

    /** Starts one beside what the caller does meanwhile: it takes a second or so of its own. */
    static CompletableFuture<Systems> starting(Supplier<Systems> start) {
        return CompletableFuture.supplyAsync(start,
                task -> Thread.ofPlatform().daemon().name("system-start").start(task));
    }

    /** Waits for one that {@link #starting} has begun. */
    static Systems started(CompletableFuture<Systems> starting) {
        try {
            return starting.join();
        } catch (CompletionException failed) {
            throw failed.getCause() instanceof CommandFault fault ? fault : failed;
        }
    }

    /** What {@code work} yields; if it fails, the system that starts meanwhile is ended. */
    static <T> T beside(CompletableFuture<Systems> starting, Supplier<T> work) {
        try {
            return work.get();
        } catch (RuntimeException fault) {
            starting.thenAccept(Systems::close);
            throw fault;
        }
    }

    ActorSystem system() {
        return system;
    }

    @Override
    public void close() {
        system.terminate();
        try {
            system.getWhenTerminated().toCompletableFuture().get(END_DEADLINE_S, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            log.warn("the actor system did not end within {} s", END_DEADLINE_S);
        } catch (ExecutionException | CompletionException e) {
            log.warn("the actor system did not end well", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
