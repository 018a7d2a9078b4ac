package dev.lockstep.coordinator.actor;

import akka.actor.ExtendedActorSystem;
import akka.coordination.lease.LeaseSettings;
import akka.coordination.lease.javadsl.Lease;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The right to coordinate a run, as its folder tells it: who holds the term in force has it as long as its signs of life go
 * on. Another coordinator can have it when the sign has stood still for {@value TermHolder#STILL_MS} ms by its own clock. There is no lock
 * that a dead holder could keep, and this decides only who tries: who then coordinates claims the next term, and that is
 * what ends the one before.
 */
public final class RunFolderLease extends Lease {

    /** Of the configuration: the run's folder. */
    public static final String FOLDER_KEY = "run-folder";

    private static final Logger LOG = LoggerFactory.getLogger(RunFolderLease.class);

    private final LeaseSettings settings;
    private final long stillMs;
    private final Path runFolder;

    /** As Akka makes one. */
    public RunFolderLease(LeaseSettings settings, ExtendedActorSystem system) {
        this(settings, Path.of(settings.leaseConfig().getString(FOLDER_KEY)), TermHolder.STILL_MS);
        LOG.info("the lease of {} is on {}", system.name(), settings.leaseConfig().getString(FOLDER_KEY));
    }

    RunFolderLease(LeaseSettings settings, Path runFolder, long stillMs) {
        this.settings = settings;
        this.stillMs = stillMs;
        this.runFolder = runFolder;
    }

    @Override
    public LeaseSettings getSettings() {
        return settings;
    }

    /** Answers within about {@value TermHolder#STILL_MS} ms. */
    @Override
    public CompletionStage<Boolean> acquire() {
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        Thread.ofPlatform().name("lockstep-lease").daemon().start(() -> {
            try {
                answer.complete(isFree());
            } catch (IOException | RuntimeException e) {
                answer.completeExceptionally(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                answer.complete(false);
            }
        });
        return answer;
    }

    @Override
    public CompletionStage<Boolean> acquire(Consumer<Optional<Throwable>> lost) {
        return acquire();
    }

    @Override
    public CompletionStage<Boolean> release() {
        return CompletableFuture.completedFuture(true);
    }

    /** Never without looking: that takes time, which {@link #acquire} has. */
    @Override
    public boolean checkLease() {
        return false;
    }

    private boolean isFree() throws IOException, InterruptedException {
        return TermHolder.of(runFolder, stillMs) != TermHolder.LIVES;
    }
}
