package dev.lockstep.deploy.simulation;

import dev.lockstep.common.checkpoint.AtomicFile;
import dev.lockstep.common.checkpoint.Checkpoint;
import dev.lockstep.common.checkpoint.CheckpointFacts;
import dev.lockstep.common.checkpoint.CheckpointStore;
import dev.lockstep.common.checkpoint.Disk;
import dev.lockstep.common.checkpoint.TakenOverException;
import dev.lockstep.common.checkpoint.TensorEntry;
import dev.lockstep.common.checkpoint.TermClaim;
import dev.lockstep.common.checkpoint.TermClaims;
import dev.lockstep.common.tensor.BlockLayout;
import dev.lockstep.common.tensor.Shape;
import dev.lockstep.common.tensor.Storage;
import dev.lockstep.coordinator.parameters.Snapshot;
import dev.lockstep.coordinator.protocol.CheckpointMark;
import dev.lockstep.coordinator.protocol.Outcome;
import dev.lockstep.coordinator.protocol.Report;
import dev.lockstep.coordinator.protocol.RunPlan;
import dev.lockstep.coordinator.protocol.RunStatus;
import dev.lockstep.coordinator.protocol.Start;
import dev.lockstep.coordinator.status.Journal;
import dev.lockstep.coordinator.status.MemoryNumbers;
import dev.lockstep.coordinator.status.RunTerm;
import dev.lockstep.coordinator.status.Takeover;
import dev.lockstep.coordinator.status.TermJournal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The run's folder as one life of a coordinator uses it: what {@code CheckpointWriter}, {@code TermWatch}
 * and {@code RunFolder} do with threads of their own, with the real {@link Takeover} and the real files' formats on the simulated disk.
 */
final class SimRunFolder {

    static final Path FOLDER = Path.of("/run");
    static final Path CHECKPOINTS = FOLDER.resolve(CheckpointStore.FOLDER);
    static final Path MODEL = FOLDER.resolve("model.safetensors");
    static final Path SUMMARY = FOLDER.resolve("summary.json");
    static final Path JOURNAL = FOLDER.resolve(Journal.NAME);
    static final int KEEP = 2;

    private static final long WATCH_NS = TimeUnit.SECONDS.toNanos(1);

    private final Simulation simulation;
    private final SimProcess process;
    private final Disk disk;
    private final CheckpointStore store;
    private final TermClaims claims;
    private final SimThread writer;
    private final SimThread files;
    private final SimThread watcher;
    private RunTerm term;
    private TermJournal journal;
    private String fault;

    SimRunFolder(Simulation simulation, SimProcess process) {
        this.simulation = simulation;
        this.process = process;
        this.disk = simulation.disk().of(process);
        this.store = new CheckpointStore(disk, CHECKPOINTS);
        this.claims = new TermClaims(disk, FOLDER);
        this.writer = new SimThread(process);
        this.files = new SimThread(process);
        this.watcher = new SimThread(process);
    }

    /** Whether an earlier life has finished the run. */
    boolean isFinished() throws IOException {
        if (!disk.exists(SUMMARY)) {
            return false;
        }
        ByteBuffer text = ByteBuffer.allocate((int) disk.sizeBytes(SUMMARY));
        disk.open(SUMMARY).read(text);
        return new String(text.array(), StandardCharsets.UTF_8).equals(RunStatus.FINISHED.word());
    }

    /** Reads where the run stands, and claims the next term. */
    RunTerm goOn() throws IOException {
        disk.createFolders(FOLDER);
        Takeover.Taken taken = Takeover.of(disk, FOLDER, simulation.workload().validation() > 0,
                new Takeover.Witness() {
                    @Override
                    public void reading() {
                        simulation.checks().reading(process);
                    }

                    @Override
                    public void found(Optional<Checkpoint> checkpoint) {
                        simulation.checks().read(process, checkpoint);
                    }
                }, before -> {
                    TermClaim claim = before.claim("run", process.slot(), 1, Instant.EPOCH);
                    simulation.checks().claimed(process, claim.term());
                    return claim;
                });
        taken.damaged().forEach(words -> simulation.transcript().say(process.name(), () -> "passes over " + words));
        term = taken.term();
        return term;
    }

    /** Begins the term's journal. @param faults hears the first fault while the run goes on */
    void openJournal(Consumer<String> faults) {
        journal = new TermJournal(disk, FOLDER, term.number(), term.start(), 1, this::requireNewest, faults);
        files.execute(journal::begin);
    }

    void report(Report report, double learningRate) {
        switch (report) {
            case Report.StepDone step -> files.execute(() -> journal.step(step, learningRate));
            case Report.Evaluated evaluated -> files.execute(() -> journal.evaluated(evaluated));
            default -> {
            }
        }
    }

    /** @param takenOver hears of a newer term, once */
    void watch(Consumer<String> takenOver) {
        process.after(WATCH_NS, () -> watcher.execute(() -> {
            try {
                requireNewest();
                watch(takenOver);
            } catch (TakenOverException over) {
                takenOver.accept(over.getMessage());
            } catch (IOException e) {
                watch(takenOver);
            }
        }));
    }

    /** @param done hears the fault, if there was one */
    void write(CheckpointMark mark, Snapshot copy, Consumer<Optional<String>> done) {
        files.execute(() -> {
            Optional<String> unforced = simulation.lacks(Safeguard.JOURNAL_FIRST)
                    ? Optional.empty()
                    : journal.force();
            writer.execute(() -> {
                Optional<String> failed = unforced.or(() -> fault(checkpoint(mark, copy)));
                if (failed.isEmpty()) {
                    simulation.checks().checkpointed(process, mark.version(), term.number());
                }
                done.accept(failed);
            });
        });
    }

    private Optional<String> fault(Checkpoint checkpoint) {
        try {
            requireNewest();
            store.write(checkpoint);
        } catch (IOException e) {
            return Optional.of(e.getMessage());
        }
        try {
            requireNewest();
            store.prune(KEEP);
        } catch (IOException e) {
            simulation.transcript().say(process.name(), () -> "cannot delete older checkpoints: " + e.getMessage());
        }
        return Optional.empty();
    }

    private Checkpoint checkpoint(CheckpointMark mark, Snapshot copy) {
        RunPlan plan = simulation.workload().plan(term.number(), Start.FRESH);
        long version = mark.version();
        CheckpointFacts facts = new CheckpointFacts(term.run(), term.number(), "job", "job", Workload.RELEASE, 1,
                "data",
                version, version / plan.stepsPerEpoch(), version % plan.stepsPerEpoch() * simulation.workload().batch(),
                mark.evaluated(), mark.memory().validationLoss(), MemoryNumbers.of(mark.memory()), Instant.EPOCH);
        return new Checkpoint(facts, layout(simulation.workload().layout()), copy.parameters(), copy.state());
    }

    private static List<TensorEntry> layout(BlockLayout blocks) {
        List<TensorEntry> layout = new ArrayList<>();
        for (int block = 0; block < blocks.blocks(); block++) {
            layout.add(new TensorEntry("p" + block, Shape.of(blocks.length(block)), blocks.start(block)));
        }
        return layout;
    }

    /** Writes the model and then how the run has ended. */
    void finish(Outcome outcome, Storage model, Consumer<Optional<String>> done) {
        files.execute(() -> done.accept(endFault(outcome, model)));
    }

    private Optional<String> endFault(Outcome outcome, Storage model) {
        String tag = ".term-" + TermClaims.digits(term.number());
        fault = journal == null ? null : journal.end().orElse(null);
        try {
            requireNewest();
            if (outcome.status() == RunStatus.FINISHED || outcome.status() == RunStatus.STOPPED) {
                AtomicFile.write(disk, MODEL, tag, bytes(model));
            }
        } catch (IOException e) {
            fault = e.getMessage();
        }
        String status = fault == null ? outcome.status().word() : outcome.unwritten(fault).status().word();
        try {
            requireNewest();
            AtomicFile.write(disk, SUMMARY, tag, status.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            fault = e.getMessage();
        }
        return Optional.ofNullable(fault);
    }

    private void requireNewest() throws IOException {
        if (!simulation.lacks(Safeguard.TERM_FENCE)) {
            claims.requireNewest(term.number());
        }
    }

    static byte[] bytes(Storage model) {
        ByteBuffer bytes = ByteBuffer.allocate(model.length() * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(model.array(), model.offset(), model.length());
        return bytes.array();
    }
}
