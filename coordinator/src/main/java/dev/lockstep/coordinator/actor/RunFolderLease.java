package dev.lockstep.coordinator.actor;

import akka.actor.ExtendedActorSystem;
import akka.coordination.lease.LeaseSettings;
import akka.coordination.lease.javadsl.Lease;
import dev.lockstep.common.checkpoint.Disk;
import dev.lockstep.common.checkpoint.TermClaims;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The right to coordinate a run, as its folder tells it: who holds the term in force has it as long as its signs of life go
 * on. Another coordinator can have it when the sign has stood still for {@value #STILL_MS} ms by its own clock. There is no lock
 * that a dead holder could keep, and this decides only who tries: who then coordinates claims the next term, and that is
 * what ends the one before.
 */
public final class RunFolderLease extends Lease {

    /** Of the configuration: the run's folder. */
    public static final String FOLDER_KEY = "run-folder";

    static final long STILL_MS = 3_000;

    private static final Logger LOG = LoggerFactory.getLogger(RunFolderLease.class);
    private static final int LOOKS = 6;

    private final LeaseSettings settings;
    private final long stillMs;
    private final TermClaims claims;
    private final LifeSign sign;

    /** As Akka makes one. */
    public RunFolderLease(LeaseSettings settings, ExtendedActorSystem system) {
        this(settings, Path.of(settings.leaseConfig().getString(FOLDER_KEY)), STILL_MS);
        LOG.info("the lease of {} is on {}", system.name(), settings.leaseConfig().getString(FOLDER_KEY));
    }

    RunFolderLease(LeaseSettings settings, Path runFolder, long stillMs) {
        this.settings = settings;
        this.stillMs = stillMs;
        this.claims = new TermClaims(Disk.REAL, runFolder);
        this.sign = new LifeSign(Disk.REAL, runFolder);
    }

    @Override
    public LeaseSettings getSettings() {
        return settings;
    }

    /** Answers within about {@value #STILL_MS} ms. */
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
        int term = claims.newest();
        if (term == 0) {
            return true;
        }
        String seen = sign.seen(term);
        if (LifeSign.isOwn(seen)) {
            return true;
        }
        long startNs = System.nanoTime();
        while (System.nanoTime() - startNs < TimeUnit.MILLISECONDS.toNanos(stillMs)) {
            Thread.sleep(Math.max(1, stillMs / LOOKS));
            if (claims.newest() != term || !sign.seen(term).equals(seen)) {
                LOG.info("the run's folder has a coordinator that lives, of term {}", claims.newest());
                return false;
            }
        }
        LOG.info("the coordinator of term {} shows no sign of life in the run's folder", term);
        return true;
    }
}
