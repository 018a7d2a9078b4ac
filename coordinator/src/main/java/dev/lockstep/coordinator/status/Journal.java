package dev.lockstep.coordinator.status;

import dev.lockstep.common.checkpoint.AtomicFile;
import dev.lockstep.common.checkpoint.Disk;
import dev.lockstep.common.checkpoint.ParameterDigest;
import dev.lockstep.common.checkpoint.TermClaims;
import dev.lockstep.coordinator.protocol.Report;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * {@code metrics.jsonl}: a line per step, or per so many, and a line per evaluation. With several steps a line, the loss is
 * the last step's and the times are means since the line before. A step's line has its receipt: the digest of the
 * parameters, and those of the blocks that it is combined of.
 *
 * <p>Each term writes a file of its own, which begins with the lines of earlier terms up to the version that it goes on
 * from; so a step has one line. {@code metrics.jsonl} is a second name of the newest term's. A line is with the operating
 * system when it is written, on the disk after {@link #force}.
 *
 * <p>A file that could not be written or forced is not touched again. Lines that are not on the disk yet are kept, and the
 * next {@link #force} writes the whole record into a new file. For one thread.
 */
public final class Journal implements AutoCloseable {

    /** In the run's folder. */
    public static final String NAME = "metrics.jsonl";

    /** So many bytes are forced by themselves, where no checkpoint does it. */
    private static final long FORCED_BYTES = 4 << 20;

    /** Of lines that are kept for a disk that does not take them. */
    private static final long MAX_UNFORCED_BYTES = 4 * FORCED_BYTES;

    private static final double NS_PER_SECOND = 1e9;
    private static final double NS_PER_MS = 1e6;

    private final Disk disk;
    private final Path runFolder;
    private final Path file;
    private final long everySteps;
    private final List<byte[]> unforced = new ArrayList<>();
    private long unforcedBytes;
    private boolean incomplete;
    /** What the file had when it was last known to be on the disk. */
    private AtomicFile.Contents forced;
    private long forcedBytes;
    /** Null when there is no file that can be written on. */
    private Disk.OutputFile out;
    private long steps;
    private long examples;
    private long durationNs;

    /**
     * The journal of a term; there is nothing on the disk before {@link #force}.
     *
     * @param version    from which the run goes on; 0 for a new run
     * @param evaluated  whether that version has been evaluated
     * @param everySteps steps between lines
     */
    public Journal(Disk disk, Path runFolder, int term, long version, boolean evaluated, long everySteps) {
        this.disk = disk;
        this.runFolder = runFolder;
        this.file = Journals.file(runFolder, term);
        this.everySteps = everySteps;
        this.forced = channel -> {
            Journals.copy(disk, runFolder, term, version - 1, channel);
            Journals.between(disk, runFolder, term, version - 1, version, line -> {
                if (isKept(line, version, evaluated)) {
                    AtomicFile.writeFully(channel, ByteBuffer.wrap(bytes(line.text())));
                }
            });
        };
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
        write(Json.line(json -> json
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
        write(Json.line(json -> {
            json.put("step", evaluated.step()).put("epoch", evaluated.epoch()).put(part + "_loss", evaluated.loss());
            if (evaluated.accuracy().isPresent()) {
                json.put(part + "_accuracy", evaluated.accuracy());
            }
        }));
    }

    /** Returns when every line is on the disk, in this file or, if it failed before, in a new one. */
    public void force() throws IOException {
        if (incomplete) {
            throw new IOException(file + " lacks lines: the disk did not take them for too long");
        }
        if (out == null) {
            renew();
        } else {
            orGiveUp(out::force);
        }
        forcedBytes = disk.sizeBytes(file);
        unforced.clear();
        unforcedBytes = 0;
    }

    private void renew() throws IOException {
        disk.createFolders(runFolder.resolve(TermClaims.FOLDER));
        AtomicFile.write(disk, file, "", channel -> {
            forced.writeTo(channel);
            for (byte[] line : unforced) {
                AtomicFile.writeFully(channel, ByteBuffer.wrap(line));
            }
        });
        out = disk.append(file);
        forced = channel -> Journals.copy(disk, file, 0, forcedBytes, channel);
        show();
    }

    /** Makes {@code metrics.jsonl} this journal, whichever it was. */
    public void show() throws IOException {
        disk.link(file, runFolder.resolve(NAME));
        disk.forceFolder(runFolder);
    }

    @Override
    public void close() throws IOException {
        if (out != null) {
            out.close();
        }
    }

    /** @throws IOException once for each file that fails; the line is kept */
    private void write(String line) throws IOException {
        byte[] bytes = bytes(line);
        keep(bytes);
        if (out != null) {
            orGiveUp(() -> AtomicFile.writeFully(out, ByteBuffer.wrap(bytes)));
        }
        if (unforcedBytes / FORCED_BYTES > (unforcedBytes - bytes.length) / FORCED_BYTES) {
            force();
        }
    }

    private void keep(byte[] line) {
        if (unforcedBytes + line.length <= MAX_UNFORCED_BYTES) {
            unforced.add(line);
            unforcedBytes += line.length;
        } else {
            incomplete = true;
        }
    }

    private interface Write {
        void run() throws IOException;
    }

    /** A file whose contents are unknown is not used any more. */
    private void orGiveUp(Write write) throws IOException {
        try {
            write.run();
        } catch (IOException failed) {
            try {
                out.close();
            } catch (IOException alsoNotClosed) {
                failed.addSuppressed(alsoNotClosed);
            }
            out = null;
            throw failed;
        }
    }

    private static byte[] bytes(String line) {
        return (line + "\n").getBytes(StandardCharsets.UTF_8);
    }
}
