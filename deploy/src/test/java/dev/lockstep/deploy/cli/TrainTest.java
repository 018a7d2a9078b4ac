package dev.lockstep.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.deploy.cli.Lockstep.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A run as its user meets it: screen, exit code and folder. */
class TrainTest {

    private static final Path DIGITS = Lockstep.EXAMPLES.resolve("digits.conf");

    @TempDir
    private Path folder;

    @Test
    void showsLayersEpochsAndTheHashAndFillsTheFolder() {
        Path run = folder.resolve("run");
        Outcome outcome = Lockstep.run("train", DIGITS, "--set", "stop.epochs=2", "--run-dir", run);
        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        assertThat(outcome.out()).contains("dense1", "parameters", "epoch 1/2", "epoch 2/2", "test accuracy",
                "parameters sha256 ", "run folder " + run);
        assertThat(outcome.err()).isEmpty();
        for (String file : new String[]{"job.conf", "summary.json", "metrics.jsonl", "model.safetensors",
                "lockstep.log"}) {
            assertThat(run.resolve(file)).isNotEmptyFile();
        }
    }

    @Test
    void quietShowsResultsAlone() {
        Outcome outcome = Lockstep.run("train", DIGITS, "--quiet", "--set", "stop.steps=3", "--run-dir",
                folder.resolve("run"));
        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.out()).contains("test accuracy", "parameters sha256 ").doesNotContain("dense1", "epoch");
    }

    @Test
    void jsonPutsOneObjectAloneOnStandardOutput() {
        Outcome outcome = Lockstep.run("train", DIGITS, "--json", "--set", "stop.steps=3", "--run-dir",
                folder.resolve("run"));
        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.out().lines()).singleElement().asString().startsWith("{").endsWith("}").contains(
                "\"status\":\"finished\"", "\"exit_code\":0", "\"message\":\"finished after 3 steps", "\"run_dir\"",
                "\"parameters_sha256\"");
        assertThat(outcome.err()).contains("dense1");
    }

    /** The second by plain descent, where the loss is still finite for some steps. */
    @ParameterizedTest
    @CsvSource({"1e30, 0.9", "1e10, 0"})
    void aRateThatIsTooLargeEndsWithCode4(String rate, String momentum) throws Exception {
        Path run = folder.resolve("run");
        Outcome outcome = Lockstep.run("train", DIGITS, "--set", "optimizer.learning-rate=" + rate, "--set",
                "optimizer.momentum=" + momentum, "--run-dir", run);
        assertThat(outcome.exitCode()).isEqualTo(ExitCode.DIVERGED);
        assertThat(outcome.err()).contains("step").doesNotContain("\tat ");
        assertThat(Files.readString(run.resolve("summary.json"))).contains("diverged");
    }

    @Test
    void aLossThatHasGrownFarIsAWarning() {
        Outcome outcome = Lockstep.run("train", DIGITS, "--set", "optimizer.learning-rate=5000", "--set",
                "optimizer.momentum=0", "--set", "stop.steps=4", "--run-dir", folder.resolve("run"));
        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        assertThat(outcome.err()).contains("the loss has grown from", "optimizer.learning-rate", "stop.loss-above");
    }

    @Test
    void idleSlotsAreAWarning() {
        Outcome outcome = Lockstep.run("train", DIGITS, "--workers", "2", "--slots", "2", "--set", "shards=3", "--set",
                "stop.steps=2", "--run-dir", folder.resolve("run"));
        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.err()).contains("warning: 4 slots but only 3 shards: 1 will be idle; give fewer");
        Outcome workers = Lockstep.run("train", DIGITS, "--workers", "3", "--slots", "1", "--set", "shards=2", "--set",
                "stop.steps=2", "--run-dir", folder.resolve("other"));
        assertThat(workers.exitCode()).isZero();
        assertThat(workers.err()).contains("warning: 3 workers but only 2 shards: 1 will be idle; give fewer workers");
    }
}
