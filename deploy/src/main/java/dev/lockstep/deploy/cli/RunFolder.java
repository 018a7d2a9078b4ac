package dev.lockstep.deploy.cli;

import java.io.IOException;
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
    static final String MODEL = "model.safetensors";
    static final String SUMMARY = "summary.json";

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");
    private static final List<String> SIGNS_OF_USE = List.of(JOB, SUMMARY, MODEL, "metrics.jsonl", "checkpoints", LOG);
    private static final int MAX_RUNS_A_SECOND = 1_000;

    private RunFolder() {}

    /** Makes the folder of a new run with its {@code job.conf}; a used one is a fault of the input. */
    static Path create(Optional<Path> wanted, String name, String jobText) {
        Path folder = create(wanted, name);
        try {
            return Files.writeString(folder.resolve(JOB), jobText, StandardOpenOption.CREATE_NEW).getParent();
        } catch (FileAlreadyExistsException e) {
            throw used(folder, JOB);
        } catch (IOException e) {
            throw CommandFault.environment("cannot write to the run's folder: " + Words.of(e), e);
        }
    }

    /** Makes a folder that holds a log alone; a used one is a fault of the input. */
    static Path create(Optional<Path> wanted, String name) {
        try {
            return wanted.isPresent() ? unused(wanted.get().toAbsolutePath().normalize()) : fresh(name);
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

    private static CommandFault used(Path folder, String sign) {
        return CommandFault.badInput("--run-dir " + folder + ": already holds a run (" + sign
                + "); give another folder or remove it");
    }

    private static Path unused(Path folder) throws IOException {
        for (String sign : SIGNS_OF_USE) {
            if (Files.exists(folder.resolve(sign))) {
                throw used(folder, sign);
            }
        }
        requireWritable(folder);
        Files.createDirectories(folder);
        return folder;
    }

    private static Path fresh(String name) throws IOException {
        String base = LocalDateTime.now().format(TIME) + "-" + name.replaceAll("[^A-Za-z0-9._-]", "_");
        Path parent = Path.of("runs").toAbsolutePath();
        Files.createDirectories(parent);
        for (int n = 1; n <= MAX_RUNS_A_SECOND; n++) {
            try {
                return Files.createDirectory(parent.resolve(n == 1 ? base : base + "-" + n));
            } catch (FileAlreadyExistsException e) {
                // Another run began in the same second; takes the next number.
            }
        }
        throw new IOException(parent + " already has " + MAX_RUNS_A_SECOND + " runs of this second");
    }
}
