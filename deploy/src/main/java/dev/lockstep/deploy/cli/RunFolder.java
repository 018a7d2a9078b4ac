package dev.lockstep.deploy.cli;

import dev.lockstep.common.checkpoint.AtomicFile;
import dev.lockstep.common.checkpoint.CheckpointStore;
import dev.lockstep.common.checkpoint.Disk;
import dev.lockstep.common.checkpoint.TermClaims;
import dev.lockstep.common.job.JobFaults;
import dev.lockstep.common.job.JobReader;
import dev.lockstep.coordinator.protocol.RunStatus;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;

/** Where a run's files go. */
final class RunFolder {

    static final String LOG = "lockstep.log";
    static final String JOB = "job.conf";
    static final String TORN_JOB = "job.conf.torn";
    static final String MODEL = "model.safetensors";
    static final String SUMMARY = "summary.json";

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");
    private static final List<String> SIGNS_OF_USE = List.of(JOB, SUMMARY, MODEL, "metrics.jsonl",
            CheckpointStore.FOLDER,
            TermClaims.FOLDER, LOG);
    private static final int MAX_RUNS_A_SECOND = 1_000;

    private RunFolder() {}

    /** What is in a folder that a run is to have. */
    enum Content {
        /** No run: it can be a new one's. */
        NOTHING,
        /** A run that can go on. */
        UNFINISHED,
        /** A run to which nothing can be added. */
        FINISHED
    }

    /** Looks, and makes nothing; what is neither a run nor free for one is a fault of the input. */
    static Content look(Path folder) {
        try {
            if (Files.exists(folder.resolve(JOB)) && !isTorn(folder)) {
                return SummaryFile.status(folder.resolve(SUMMARY)).equals(Optional.of(RunStatus.FINISHED.word()))
                        ? Content.FINISHED
                        : Content.UNFINISHED;
            }
        } catch (IOException e) {
            throw CommandFault.environment("cannot read the run's folder: " + Words.of(e), e);
        }
        requireUnused(folder);
        return Content.NOTHING;
    }

    /** Makes the folder of a new run with its {@code job.conf}; a used one is a fault of the input. */
    static Path create(Optional<Path> wanted, String name, String jobText) {
        Path folder = create(wanted, name);
        try {
            byte[] text = jobText.getBytes(StandardCharsets.UTF_8);
            if (isTorn(folder)) {
                replaceTorn(folder.resolve(JOB), text);
            } else {
                NewFile.publish(folder.resolve(JOB), text);
            }
            return folder;
        } catch (FileAlreadyExistsException e) {
            throw used(folder, Path.of(e.getFile()).getFileName().toString());
        } catch (IOException e) {
            throw CommandFault.environment("cannot write to the run's folder: " + Words.of(e), e);
        }
    }

    /** Whether all that is there of a run is a job that was being written when the machine went down: nothing was begun. */
    private static boolean isTorn(Path folder) throws IOException {
        for (String sign : SIGNS_OF_USE) {
            if (!sign.equals(JOB) && !sign.equals(LOG) && Files.exists(folder.resolve(sign))) {
                return false;
            }
        }
        return Files.exists(folder.resolve(JOB)) && isTornJob(folder.resolve(JOB));
    }

    private static boolean isTornJob(Path file) throws IOException {
        try {
            JobReader.parse(Files.readString(file), file.toString());
            return false;
        } catch (JobFaults | CharacterCodingException torn) {
            return true;
        }
    }

    /** Of several that do this at once, one gets the folder: who makes the copy of what is torn. */
    private static void replaceTorn(Path job, byte[] jobText) throws IOException {
        Files.write(job.resolveSibling(TORN_JOB), Files.readAllBytes(job), StandardOpenOption.CREATE_NEW);
        AtomicFile.write(job, jobText);
    }

    /** Replaces the job of a run that goes on, which may end later now; takes away how it ended before. */
    static void reopen(Path folder, String jobText) {
        try {
            AtomicFile.write(folder.resolve(JOB), jobText.getBytes(StandardCharsets.UTF_8));
            Files.deleteIfExists(folder.resolve(SUMMARY));
        } catch (IOException e) {
            throw CommandFault.environment("cannot write to the run's folder: " + Words.of(e), e);
        }
    }

    static Path normal(Path folder) {
        return folder.toAbsolutePath().normalize();
    }

    /** Makes a folder that holds a log alone; a used one is a fault of the input. */
    static Path create(Optional<Path> wanted, String name) {
        try {
            return wanted.isPresent() ? unused(normal(wanted.get())) : fresh(name);
        } catch (IOException e) {
            throw CommandFault.environment("cannot make the run's folder: " + Words.of(e), e);
        }
    }

    /** What is there of the path must be a folder that can be written to, or the option is at fault. */
    private static void requireWritable(Path folder) {
        Path there = folder;
        while (!Files.exists(there)) {
            there = there.getParent();
        }
        if (!Files.isDirectory(there)) {
            throw CommandFault.badInput("--run-dir " + folder + ": "
                    + (there.equals(folder) ? "is a file, needs a folder" : there + " is a file, no folder"));
        }
        if (!Files.isWritable(there)) {
            throw CommandFault.badInput("--run-dir " + folder + ": " + there + " cannot be written to");
        }
    }

    /** @param sign the file that says so */
    static CommandFault used(Path folder, String sign) {
        return CommandFault.badInput("--run-dir " + folder + ": already holds a run (" + sign
                + "); give another folder or remove it, or go on with it by --resume");
    }

    private static void requireUnused(Path folder) {
        try {
            if (!isTorn(folder)) {
                for (String sign : SIGNS_OF_USE) {
                    if (Files.exists(folder.resolve(sign))) {
                        throw used(folder, sign);
                    }
                }
            }
        } catch (IOException e) {
            throw CommandFault.environment("cannot read the run's folder: " + Words.of(e), e);
        }
        requireWritable(folder);
    }

    private static Path unused(Path folder) throws IOException {
        requireUnused(folder);
        Disk.REAL.createFolders(folder);
        return folder;
    }

    private static Path fresh(String name) throws IOException {
        String base = LocalDateTime.now().format(TIME) + "-" + name.replaceAll("[^A-Za-z0-9._-]", "_");
        Path parent = Path.of("runs").toAbsolutePath();
        Disk.REAL.createFolders(parent);
        for (int n = 1; n <= MAX_RUNS_A_SECOND; n++) {
            try {
                Path folder = Files.createDirectory(parent.resolve(n == 1 ? base : base + "-" + n));
                Disk.REAL.forceFolder(parent);
                return folder;
            } catch (FileAlreadyExistsException e) {
                // Another run began in the same second; takes the next number.
            }
        }
        throw new IOException(parent + " already has " + MAX_RUNS_A_SECOND + " runs of this second");
    }
}
