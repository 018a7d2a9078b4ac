package dev.lockstep.coordinator.status;

import dev.lockstep.common.checkpoint.AtomicFile;
import dev.lockstep.common.checkpoint.Disk;
import dev.lockstep.common.checkpoint.ModelFile;
import dev.lockstep.common.checkpoint.ParameterHash;
import dev.lockstep.common.checkpoint.TermClaims;
import dev.lockstep.coordinator.protocol.Outcome;
import dev.lockstep.coordinator.protocol.Report;
import dev.lockstep.coordinator.protocol.RunStatus;
import dev.lockstep.coordinator.protocol.Start;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a run writes: metrics while it goes, the final model and the summary at its end. All on one thread of its own, in
 * order, so that nobody else ever waits for a disk. A fault while the run goes is told at once; the metrics are kept in
 * memory, and {@link #force} and {@link #finish} try again in a new file.
 */
public final class RunFolder implements AutoCloseable {

    public static final String SUMMARY = "summary.json";
    public static final String MODEL = "model.safetensors";

    /** Lines that may wait for a slow disk; what comes past that is not written. */
    static final int MAX_WAITING = 1 << 17;

    /** A line may be so late, and is lost with the process until then: what counts is forced. */
    private static final long GATHER_MS = 20;

    private static final String CLOSED = "the run's folder is closed";

    private static final Logger LOG = LoggerFactory.getLogger(RunFolder.class);

    private final Disk disk;
    private final Path folder;
    private final int term;
    private final TermClaims claims;
    private final ScheduledExecutorService writer;
    /** Lines that wait to be written together, and how many. */
    private final Queue<Runnable> lines = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicLong lostLines = new AtomicLong();
    /** Below here: on the writer's thread. */
    private final TermJournal journal;
    private String fault;

    /** How the end of a run was written: the fault, if there was one, and the summary as it stands in the file. */
    public record Finished(Optional<String> fault, Summary summary) {}

    /**
     * @param term       that this is; nothing final is written once a newer one is claimed
     * @param start      from where the run goes on
     * @param everySteps steps between the lines of {@code metrics.jsonl}
     * @param faults     hears faults while the run goes on, on the writer's thread; must be quick
     */
    public RunFolder(Disk disk, Path folder, int term, Start start, long everySteps, Consumer<String> faults) {
        this.disk = disk;
        this.folder = folder;
        this.term = term;
        this.claims = new TermClaims(disk, folder);
        this.journal = new TermJournal(disk, folder, term, start, everySteps, () -> claims.requireNewest(term), faults);
        this.writer = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("lockstep-run-folder").daemon().factory());
        writer.execute(journal::begin);
    }

    /** Writes what belongs to the metrics; returns at once. */
    public void report(Report report, double learningRate) {
        switch (report) {
            case Report.StepDone step -> submit(() -> journal.step(step, learningRate));
            case Report.Evaluated evaluated -> submit(() -> journal.evaluated(evaluated));
            case Report.Joined _,Report.Lost _,Report.Reassigned _,Report.Started _,Report.EpochDone _,Report.Warning _ ->
                {
                }
        }
    }

    /**
     * Brings the lines of the metrics to the disk: before a checkpoint counts, for a run that goes on from it writes only
     * later ones.
     *
     * @return completes when they are there, or with what is wrong; never fails
     */
    public CompletionStage<Optional<String>> force() {
        CompletableFuture<Optional<String>> forced = new CompletableFuture<>();
        try {
            writer.execute(() -> {
                writeLines();
                forced.complete(journal.force());
            });
        } catch (RejectedExecutionException closed) {
            forced.complete(Optional.of(CLOSED));
        }
        return forced;
    }

    /**
     * Writes what the run leaves behind: the model, if it came so far that there is one to keep, and the summary last.
     *
     * @param model empty if no step was begun
     * @return completes when all is on the disk, or cannot be; never fails
     */
    public CompletionStage<Finished> finish(Outcome outcome, Summary summary, Optional<FinalModel> model) {
        CompletableFuture<Finished> finished = new CompletableFuture<>();
        try {
            writer.execute(() -> finished.complete(writeEnd(outcome, summary, model)));
        } catch (RejectedExecutionException closed) {
            finished.complete(new Finished(Optional.of(CLOSED), summary));
        }
        return finished;
    }

    /** Ends the thread; what waits is not written any more. */
    @Override
    public void close() {
        writer.shutdownNow();
    }

    private Finished writeEnd(Outcome outcome, Summary summary, Optional<FinalModel> model) {
        writeLines();
        if (lostLines.get() > 0) {
            LOG.warn("{} lacks {} lines: the disk was too slow", Journal.NAME, lostLines.get());
        }
        fault = journal.end().orElse(null);
        Optional<String> sha256 = model.map(m -> ParameterHash.sha256(m.parameters()));
        if (model.isPresent() && (outcome.status() == RunStatus.FINISHED || outcome.status() == RunStatus.STOPPED)) {
            FinalModel m = model.get();
            try {
                claims.requireNewest(term);
                ModelFile.write(disk, folder.resolve(MODEL), tag(), m.tensors(), m.parameters(), m.provenance());
            } catch (IOException | RuntimeException e) {
                remember(e);
            }
        }
        String status = fault == null ? outcome.status().word() : outcome.unwritten(fault).status().word();
        Summary written = summary.with(status, sha256);
        try {
            claims.requireNewest(term);
            AtomicFile.write(disk, folder.resolve(SUMMARY), tag(),
                    (SummaryJson.of(written) + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException | RuntimeException e) {
            remember(e);
            written = summary.with(outcome.unwritten(fault).status().word(), sha256);
        }
        return new Finished(Optional.ofNullable(fault), written);
    }

    /** An overtaken term may still be writing its own when the next one does. */
    private String tag() {
        return ".term-" + TermClaims.digits(term);
    }

    /** Leaves a line to the writer, which comes once for all that have gathered: to wake it costs as much as to write. */
    private void submit(Runnable line) {
        if (waiting.get() >= MAX_WAITING) {
            if (lostLines.getAndIncrement() == 0) {
                LOG.warn("lines of {} are lost: {} wait for the disk", Journal.NAME, MAX_WAITING);
            }
            return;
        }
        lines.add(line);
        if (waiting.getAndIncrement() == 0) {
            try {
                writer.schedule(this::writeLines, GATHER_MS, TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException closed) {
                LOG.debug("a line came after the end");
            }
        }
    }

    /** On the writer's thread. */
    private void writeLines() {
        for (Runnable line = lines.poll(); line != null; line = lines.poll()) {
            waiting.decrementAndGet();
            line.run();
        }
    }

    private void remember(Exception e) {
        LOG.error("cannot write to {}", folder, e);
        fault = fault == null ? TermJournal.words(folder, e) : fault;
    }
}
