package dev.lockstep.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.deploy.cli.Lockstep.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Going on with a run, as its user meets it. A run whose summary is taken away is one that was killed. */
class ResumeTest {

    private static final Path DIGITS = Lockstep.EXAMPLES.resolve("digits.conf");

    @TempDir
    private Path folder;

    @Test
    void aFinishedRunHasNothingLeftToDo() {
        assertThat(train("stop.steps=3").exitCode()).isZero();
        Outcome again = train("stop.steps=9", "--resume", "--json");
        assertThat(again.exitCode()).isZero();
        assertThat(again.out()).contains("\"status\":\"finished\"", "finished already");
    }

    @Test
    void aCoordinatorThatIsStartedAgainAfterItsRunHasFinishedSaysSo() {
        assertThat(train("stop.steps=3").exitCode()).isZero();
        Outcome again = Lockstep.run("coordinator", DIGITS, "--set", "stop.steps=3", "--bind", "127.0.0.1:0",
                "--run-dir",
                folder.resolve("run"), "--json");
        assertThat(again.exitCode()).as(again.err()).isZero();
        assertThat(again.out()).contains("\"status\":\"finished\"", "finished already");
    }

    @Test
    void aUsedFolderIsAFaultThatNamesResume() {
        assertThat(train("stop.steps=3").exitCode()).isZero();
        Outcome again = train("stop.steps=3");
        assertThat(again.exitCode()).isEqualTo(2);
        assertThat(again.faults()).singleElement().asString().contains("already holds a run", "--resume");
    }

    @Test
    void aFolderWithoutARunStartsAtStep0AndSaysSo() {
        Outcome outcome = train("stop.steps=3", "--resume");
        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        assertThat(outcome.out()).contains("there is no run to go on with: starting at step 0");
    }

    @Test
    void aRunWithoutACheckpointStartsAtStep0AndSaysSo() throws Exception {
        assertThat(train("stop.steps=3").exitCode()).isZero();
        kill();
        try (Stream<Path> checkpoints = Files.list(folder.resolve("run/checkpoints"))) {
            for (Path file : checkpoints.toList()) {
                Files.delete(file);
            }
        }
        Outcome outcome = train("stop.steps=3", "--resume");
        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        assertThat(outcome.out()).contains("there is no whole checkpoint: starting at step 0 (term 2");
    }

    @Test
    void anotherJobIsAFaultThatShowsBothValues() throws Exception {
        assertThat(train("stop.steps=3").exitCode()).isZero();
        kill();
        Outcome outcome = train("stop.steps=3", "--set", "batch=32", "--set", "optimizer.momentum=0.5", "--resume");
        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.faults()).hasSize(2);
        assertThat(outcome.err()).contains("batch: the run has 64, the job now has 32", "optimizer.momentum",
                "the job now has 0.5");
        assertThat(folder.resolve("run/terms/0002.json")).as("a fault takes nothing over").doesNotExist();
    }

    @Test
    void aRunWhoseCoordinatorLivesIsNotTakenOver() throws Exception {
        assertThat(train("stop.steps=3").exitCode()).isZero();
        kill();
        Path sign = folder.resolve("run/terms/0001.alive");
        Thread living = Thread.ofPlatform().daemon().start(() -> show(sign));
        Outcome train = train("stop.steps=3", "--resume");
        Outcome coordinator = Lockstep.run("coordinator", DIGITS, "--set", "stop.steps=3", "--bind", "127.0.0.1:0",
                "--run-dir", folder.resolve("run"));
        living.interrupt();
        living.join();
        for (Outcome refused : List.of(train, coordinator)) {
            assertThat(refused.exitCode()).as(refused.err()).isEqualTo(1);
            assertThat(refused.faults()).singleElement().asString().contains("this run has a coordinator that lives "
                    + "(process " + ProcessHandle.current().pid() + " on host ", "--standby-of");
        }
        assertThat(folder.resolve("run/terms/0002.json")).as("nothing is taken over").doesNotExist();
    }

    private static void show(Path sign) {
        Path next = sign.resolveSibling("next");
        try {
            for (int number = 0; !Thread.currentThread().isInterrupted(); number++) {
                // Never seen half written: an empty sign would look the same again and again.
                Files.move(Files.writeString(next, "another " + number), sign, StandardCopyOption.ATOMIC_MOVE);
            }
        } catch (IOException interrupted) {
            // It is over.
        }
    }

    private Outcome train(String stop, Object... more) {
        Object[] start = {"train", DIGITS, "--set", stop, "--run-dir", folder.resolve("run")};
        Object[] all = java.util.Arrays.copyOf(start, start.length + more.length);
        System.arraycopy(more, 0, all, start.length, more.length);
        return Lockstep.run(all);
    }

    private void kill() throws Exception {
        Files.delete(folder.resolve("run/summary.json"));
        Files.delete(folder.resolve("run/model.safetensors"));
    }
}
