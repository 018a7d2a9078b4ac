package dev.lockstep.deploy.cli;

import dev.lockstep.common.wire.HostPort;
import dev.lockstep.common.wire.LockstepSystem;
import dev.lockstep.coordinator.actor.CoordinatorTurn;
import dev.lockstep.coordinator.actor.TermHolder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits for the turn to coordinate. A member of the coordinator's cluster is given it when that one is gone. Who cannot become
 * a member, because the coordinator is gone already, looks at the run's folder itself.
 */
final class Standby {

    /** For joining, before a look at the run's folder. */
    static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final Logger log = LoggerFactory.getLogger(Standby.class);

    private final Screen screen;
    private final HostPort active;
    private final Path runFolder;
    private final Supplier<Systems> systems;
    private final Duration patience;
    private String lastWords = "";

    /** @param systems makes another one like the first, once that one has ended */
    Standby(Screen screen, HostPort active, Path runFolder, Supplier<Systems> systems, Duration patience) {
        this.screen = screen;
        this.active = active;
        this.runFolder = runFolder;
        this.systems = systems;
        this.patience = patience;
    }

    private enum Wait {
        /** The cluster has given this member the turn. */
        TURN,
        /** The cluster has given this member up. */
        ENDED,
        /** There is no cluster to join, and nobody coordinates. */
        DESERTED
    }

    /** Returns a member of the cluster, or of one of its own, that is to coordinate. */
    Systems await(Systems first) {
        screen.report("standing by for the coordinator at " + active);
        for (Systems own = first;; own = systems.get()) {
            LockstepSystem.join(own.system(), active);
            switch (next(own)) {
                case TURN -> {
                    screen.report("the coordinator at " + active + " is gone: taking over");
                    return own;
                }
                case DESERTED -> {
                    screen.report("the coordinator at " + active
                            + " cannot be reached and shows no sign of life in the run's folder: taking over");
                    own.close();
                    Systems alone = systems.get();
                    LockstepSystem.join(alone.system(), LockstepSystem.listensOn(alone.system()));
                    return alone;
                }
                case ENDED -> {
                    log.warn("the cluster has given this standby up; it joins again");
                    own.close();
                }
            }
        }
    }

    private Wait next(Systems own) {
        CompletableFuture<Wait> turn = CoordinatorTurn.of(own.system()).thenApply(mine -> Wait.TURN)
                .toCompletableFuture();
        CompletableFuture<Wait> ended = own.system().getWhenTerminated().thenApply(end -> Wait.ENDED)
                .toCompletableFuture();
        CompletableFuture<Wait> either = turn.applyToEither(ended, wait -> wait);
        try {
            while (true) {
                try {
                    return either.get(patience.toNanos(), TimeUnit.NANOSECONDS);
                } catch (TimeoutException still) {
                    if (!LockstepSystem.isMember(own.system()) && isDeserted()) {
                        return Wait.DESERTED;
                    }
                }
            }
        } catch (InterruptedException | ExecutionException never) {
            throw new IllegalStateException("the wait of a standby was ended", never);
        }
    }

    /** Without a term there is nothing to take over, and perhaps the folder is not the one that the coordinator has. */
    private boolean isDeserted() throws InterruptedException {
        try {
            return switch (TermHolder.of(runFolder)) {
                case SILENT, OWN -> true;
                case LIVES -> {
                    say("but lives, by its sign in the run's folder");
                    yield false;
                }
                case NONE -> {
                    say("and has begun no run in " + runFolder);
                    yield false;
                }
            };
        } catch (IOException e) {
            log.warn("cannot look at the run's folder", e);
            say("and the run's folder cannot be read: " + Words.of(e));
            return false;
        }
    }

    private void say(String what) {
        if (!what.equals(lastWords)) {
            screen.report("the coordinator at " + active + " cannot be reached " + what + ": waiting on");
            lastWords = what;
        }
    }
}
