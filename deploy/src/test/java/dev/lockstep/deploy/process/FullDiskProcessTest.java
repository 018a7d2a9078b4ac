package dev.lockstep.deploy.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that fills up is a fault of the environment, told once. Needs the right to mount a small one. */
class FullDiskProcessTest {

    private static final Path DIGITS = Command.EXAMPLES.resolve("digits.conf");

    @TempDir
    private Path folder;

    private Path disk;
    private boolean mounted;

    @BeforeEach
    void mountASmallDisk() throws Exception {
        disk = Files.createDirectory(folder.resolve("disk"));
        mounted = exitCode("mount", "-t", "tmpfs", "-o", "size=32k", "tmpfs", disk.toString()) == 0;
        assumeThat(mounted).as("a small file system can be mounted, which takes root").isTrue();
    }

    @AfterEach
    void unmount() throws Exception {
        if (mounted) {
            exitCode("umount", "--lazy", disk.toString());
        }
    }

    @Test
    void aRunWhoseFilesCannotBeWrittenFails() throws Exception {
        Path run = disk.resolve("run");
        try (Command command = Command.run(folder, Map.of(), "train", DIGITS, "--set", "stop.epochs=2", "--run-dir",
                run)) {
            assertThat(command.exitCode()).as(command.toString()).isEqualTo(1);
            assertThat(command.err().lines().filter(line -> line.startsWith("lockstep: "))).singleElement().asString()
                    .contains(run.toString(), "No space left");
            assertThat(command.err()).doesNotContain("\tat ", "Exception");
            assertThat(run.resolve("model.safetensors")).doesNotExist();
        }
    }

    @Test
    void predictionsThatDoNotFitAreNotThereAtAll() throws Exception {
        Path run = folder.resolve("run");
        try (Command trained = Command.run(folder, Map.of(), "train", DIGITS, "--set", "stop.steps=2", "--run-dir",
                run)) {
            assertThat(trained.exitCode()).as(trained.toString()).isZero();
        }
        Path out = disk.resolve("predictions.csv");
        try (Command command = Command.run(folder, Map.of(), "predict", run, "--data",
                Command.EXAMPLES.resolve("data/digits.csv.gz"), "--label", 64, "--out", out)) {
            assertThat(command.exitCode()).as(command.toString()).isEqualTo(1);
            assertThat(command.err().lines()).singleElement().asString().contains(out.toString(), "No space left");
            assertThat(disk).isEmptyDirectory();
        }
    }

    private static int exitCode(String... words) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(words).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }
}
