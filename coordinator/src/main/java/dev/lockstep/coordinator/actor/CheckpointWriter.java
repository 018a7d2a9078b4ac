package dev.lockstep.coordinator.actor;

import dev.lockstep.common.checkpoint.Checkpoint;
import dev.lockstep.common.checkpoint.CheckpointStore;
import dev.lockstep.common.checkpoint.Disk;
import dev.lockstep.common.checkpoint.TakenOverException;
import dev.lockstep.common.checkpoint.TermClaims;
import dev.lockstep.common.trace.Span;
import dev.lockstep.common.trace.Trace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes checkpoints on a thread of its own, one after the other, so that neither training nor the lines of the metrics wait
 * for a large one. Before each it looks whether the term is still the newest.
 */
final class CheckpointWriter implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(CheckpointWriter.class);

    private final CheckpointStore store;
    private final TermClaims claims;
    private final int term;
    private final int keep;
    private final Consumer<TakenOverException> takenOver;
    private final ExecutorService thread = Executors
            .newSingleThreadExecutor(Thread.ofPlatform().name("lockstep-checkpoint").daemon().factory());

    /**
     * @param keep      the newest so many stay
     * @param takenOver hears of a newer term
     */
    CheckpointWriter(Disk disk, Path runFolder, int term, int keep, Consumer<TakenOverException> takenOver) {
        this.takenOver = takenOver;
        this.store = new CheckpointStore(disk, runFolder.resolve(CheckpointStore.FOLDER));
        this.claims = new TermClaims(disk, runFolder);
        this.term = term;
        this.keep = keep;
    }

    /**
     * Returns at once.
     *
     * @param unforced what keeps the metrics up to its step from the disk; then it is not written, for it would not count
     * @param done     hears the fault, if there was one, on the writer's thread; nothing when another term has taken over
     */
    void write(Optional<String> unforced, Checkpoint checkpoint, Consumer<Optional<String>> done) {
        thread.execute(() -> {
            Optional<String> fault;
            try {
                fault = written(unforced, checkpoint);
            } catch (TakenOverException over) {
                takenOver.accept(over);
                return;
            }
            done.accept(fault);
        });
    }

    private Optional<String> written(Optional<String> unforced, Checkpoint checkpoint) throws TakenOverException {
        long step = checkpoint.facts().step();
        try {
            long startNs = System.nanoTime();
            long began = Trace.begin();
            claims.requireNewest(term);
            if (unforced.isPresent()) {
                return unforced.map(words -> "the metrics up to it are not on the disk: " + words);
            }
            store.write(checkpoint);
            Trace.end(Span.CHECKPOINT, began, step);
            LOG.info("checkpoint of step {} written in {} ms", step, (System.nanoTime() - startNs) / 1_000_000);
        } catch (TakenOverException over) {
            throw over;
        } catch (IOException | RuntimeException | Error e) {
            LOG.error("the checkpoint of step {} could not be written", step, e);
            return Optional.of(e.getMessage() == null ? e.toString() : e.getMessage());
        }
        prune();
        return Optional.empty();
    }

    /** The checkpoint is whole: what goes wrong here is told to nobody but the log. */
    private void prune() {
        try {
            claims.requireNewest(term);
            store.prune(keep);
        } catch (IOException | RuntimeException | Error e) {
            LOG.warn("older checkpoints could not be deleted", e);
        }
    }

    /** What is being written still ends. */
    @Override
    public void close() {
        thread.shutdown();
    }
}
