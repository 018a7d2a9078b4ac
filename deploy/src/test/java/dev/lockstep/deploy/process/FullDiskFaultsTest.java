package dev.lockstep.deploy.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A disk without room for another checkpoint: the old ones stay whole, and the run goes on or stops as its job says. The
 * folder of the checkpoints is a small file system of its own, so this needs root.
 */
class FullDiskFaultsTest {

    private static final List<Object> JOB = List.of(Command.EXAMPLES.resolve("digits.conf"), "--set",
            "stop.epochs=60", "--set", "optimizer.schedule.steps=" + 60 * Undisturbed.STEPS_PER_EPOCH);
    private static final String EVERY = "checkpoint.every-steps=100";
    private static final long START_S = 60;
    private static final long END_S = 120;

    @TempDir
    private Path folder;

    private Path run;
    private Path checkpoints;
    private boolean mounted;

    /** A run that was told to stop, and whose checkpoint now fills its disk. */
    @BeforeEach
    void stopARunAndFillItsDisk() throws Exception {
        run = folder.resolve("run");
        checkpoints = run.resolve("checkpoints");
        try (Command first = start("--set", EVERY, "--run-dir", run)) {
            first.await("it trains", START_S, () -> first.err().contains("epoch 3/"));
            first.signal("TERM");
            assertThat(first.awaitEnd(END_S)).as(first.toString()).isEqualTo(3);
        }
        Path aside = folder.resolve("aside");
        Files.move(checkpoints, aside);
        Files.createDirectory(checkpoints);
        long bytes = 0;
        try (Stream<Path> files = Files.list(aside)) {
            for (Path file : files.toList()) {
                bytes += Files.size(file);
            }
        }
        // Each file ends in a page of its own, and the folder has one.
        long roomBytes = bytes + 32 * 1024;
        mounted = new ProcessBuilder("mount", "-t", "tmpfs", "-o", "size=" + roomBytes, "tmpfs",
                checkpoints.toString()).start().waitFor() == 0;
        assumeThat(mounted).as("a small file system can be mounted, which takes root").isTrue();
        try (Stream<Path> files = Files.list(aside)) {
            for (Path file : files.toList()) {
                Files.copy(file, checkpoints.resolve(file.getFileName()), StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }

    @AfterEach
    void unmount() throws Exception {
        if (mounted) {
            new ProcessBuilder("umount", "--lazy", checkpoints.toString()).start().waitFor(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void trainingGoesOnWithAWarning() throws Exception {
        Undisturbed undisturbed = Undisturbed.run(JOB);
        List<String> before = wholeCheckpoints();
        try (Command second = start("--set", EVERY, "--run-dir", run, "--resume")) {
            second.awaitEnd(END_S);
            undisturbed.requireSame(second, run, second.toString());
            assertThat(second.err()).as(second.toString()).contains("warning: ", "No space left")
                    .doesNotContain("\tat ");
        }
        assertThat(wholeCheckpoints()).isEqualTo(before);
    }

    @Test
    void theRunStopsWhereItsJobSaysSoAndCanGoOn() throws Exception {
        Undisturbed undisturbed = Undisturbed.run(JOB);
        List<String> before = wholeCheckpoints();
        try (Command second = start("--set", EVERY, "--set", "checkpoint.on-failure=stop", "--run-dir", run,
                "--resume")) {
            assertThat(second.awaitEnd(END_S)).as(second.toString()).isEqualTo(1);
            assertThat(second.err()).as(second.toString()).contains("No space left").doesNotContain("\tat ");
        }
        assertThat(wholeCheckpoints()).isEqualTo(before);
        assertThat(new ProcessBuilder("mount", "-o", "remount,size=4m", checkpoints.toString()).start().waitFor())
                .isZero();
        try (Command third = start("--set", EVERY, "--run-dir", run, "--resume")) {
            third.awaitEnd(END_S);
            undisturbed.requireSame(third, run, third.toString());
        }
    }

    private Command start(Object... options) throws IOException {
        List<Object> arguments = new ArrayList<>(List.of("train", "--json"));
        arguments.addAll(JOB);
        arguments.addAll(List.of(options));
        return Command.start(folder, Map.of(), arguments.toArray());
    }

    private List<String> wholeCheckpoints() throws IOException {
        try (Stream<Path> files = Files.list(checkpoints)) {
            return files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".json")).sorted()
                    .toList();
        }
    }
}
