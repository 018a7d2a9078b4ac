package dev.lockstep.coordinator.actor;

import dev.lockstep.common.checkpoint.Disk;
import dev.lockstep.common.checkpoint.TakenOverException;
import dev.lockstep.common.checkpoint.TermClaims;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks once a second whether a newer term of the run is claimed, and shows that this one's holder lives; on a thread of its
 * own, for a disk may be slow.
 */
final class TermWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TermWatch.class);

    private static final long PERIOD_MS = 1_000;

    private final ScheduledExecutorService thread = Executors
            .newSingleThreadScheduledExecutor(Thread.ofPlatform().name("lockstep-term-watch").daemon().factory());

    /** On the watch's thread. */
    private long signs;

    /** @param takenOver hears of a newer term, once */
    TermWatch(Disk disk, Path runFolder, int term, Consumer<TakenOverException> takenOver) {
        TermClaims claims = new TermClaims(disk, runFolder);
        LifeSign sign = new LifeSign(disk, runFolder);
        thread.scheduleWithFixedDelay(() -> {
            look(claims, term, takenOver);
            show(sign, term);
        }, 0, PERIOD_MS, TimeUnit.MILLISECONDS);
    }

    private void show(LifeSign sign, int term) {
        if (thread.isShutdown()) {
            return;
        }
        try {
            sign.show(term, ++signs);
        } catch (IOException | RuntimeException e) {
            LOG.debug("no sign of life can be shown", e);
        }
    }

    private void look(TermClaims claims, int term, Consumer<TakenOverException> takenOver) {
        try {
            claims.requireNewest(term);
        } catch (TakenOverException over) {
            thread.shutdown();
            takenOver.accept(over);
        } catch (IOException | RuntimeException e) {
            LOG.warn("cannot look for newer terms", e);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
