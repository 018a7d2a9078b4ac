package dev.lockstep.coordinator.status;

import dev.lockstep.common.checkpoint.AtomicFile;
import dev.lockstep.common.checkpoint.Disk;
import dev.lockstep.common.checkpoint.ParameterDigest;
import dev.lockstep.common.checkpoint.TermClaims;
import dev.lockstep.coordinator.protocol.Report;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;

/**
 * {@code metrics.jsonl}: a line per step, or per so many, and a line per evaluation. With several steps a line, the loss is
 * the last step's and the times are means since the line before. A step's line has its receipt: the digest of the
 * parameters, and those of the blocks that it is combined of.
 *
 * <p>Each term writes a file of its own, which begins with the lines of earlier terms up to the version that it goes on
 * from; so a step has one line. {@code metrics.jsonl} is a second name of the newest term's. A line is with the operating
 * system when it is written, on the disk after {@link #force}. For one thread.
 */
public final class Journal implements AutoCloseable {

    /** In the run's folder. */
    public static final String NAME = "metrics.jsonl";

    private static final double NS_PER_SECOND = 1e9;
    private static final double NS_PER_MS = 1e6;

    private final Disk disk;
    private final Path runFolder;
    private final Path file;
    private final Disk.OutputFile out;
    private final long everySteps;
    private long steps;
    private long examples;
    private long durationNs;

    private Journal(Disk disk, Path runFolder, Path file, Disk.OutputFile out, long everySteps) {
        this.disk = disk;
        this.runFolder = runFolder;
        this.file = file;
        this.out = out;
        this.everySteps = everySteps;
    }

    /**
     * Begins the journal of a term.
     *
     * @param version    from which the run goes on; 0 for a new run
     * @param evaluated  whether that version has been evaluated
     * @param everySteps steps between lines
     */
    public static Journal open(Disk disk, Path runFolder, int term, long version, boolean evaluated, long everySteps)
            throws IOException {
        disk.createFolders(runFolder.resolve(TermClaims.FOLDER));
        Path file = Journals.file(runFolder, term);
        AtomicFile.write(disk, file, "", channel -> {
            Journals.copy(disk, runFolder, term, version - 1, channel);
            Journals.between(disk, runFolder, term, version - 1, version, line -> {
                if (isKept(line, version, evaluated)) {
                    write(channel, line.text());
                }
            });
        });
        Journal journal = new Journal(disk, runFolder, file, disk.append(file), everySteps);
        journal.show();
        return journal;
    }

    /** Whether a line is of the time before {@code version}: its evaluation comes again if it has not been. */
    static boolean isKept(JournalLine line, long version, boolean evaluated) {
        return line.step() < version || line.step() == version && (line.isStep() || evaluated);
    }

    public void step(Report.StepDone step, double learningRate) throws IOException {
        steps++;
        examples += step.examples();
        durationNs += step.durationNs();
        if (step.step() % everySteps != 0) {
            return;
        }
        double stepMs = durationNs / NS_PER_MS / steps;
        double rate = examples / (durationNs / NS_PER_SECOND);
        steps = 0;
        examples = 0;
        durationNs = 0;
        write(out, Json.line(json -> json
                .put("step", step.step())
                .put("epoch", step.epoch())
                .put("loss", step.loss())
                .put("learning_rate", learningRate)
                .put("examples_per_second", rate)
                .put("step_ms", stepMs)
                .put("digest", ParameterDigest.text(step.digest()))
                .put("blocks", JournalLine.text(step.blockDigests()))));
    }

    public void evaluated(Report.Evaluated evaluated) throws IOException {
        String part = evaluated.part().name().toLowerCase(Locale.ROOT);
        write(out, Json.line(json -> {
            json.put("step", evaluated.step()).put("epoch", evaluated.epoch()).put(part + "_loss", evaluated.loss());
            if (evaluated.accuracy().isPresent()) {
                json.put(part + "_accuracy", evaluated.accuracy());
            }
        }));
    }

    /** Returns when every line is on the disk. */
    public void force() throws IOException {
        out.force();
    }

    /** Makes {@code metrics.jsonl} this journal, whichever it was. */
    public void show() throws IOException {
        disk.link(file, runFolder.resolve(NAME));
        disk.forceFolder(runFolder);
    }

    @Override
    public void close() throws IOException {
        out.close();
    }

    private static void write(WritableByteChannel channel, String line) throws IOException {
        AtomicFile.writeFully(channel, ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8)));
    }
}
