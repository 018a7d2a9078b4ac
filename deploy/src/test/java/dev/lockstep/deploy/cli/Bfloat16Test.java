package dev.lockstep.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.deploy.cli.Lockstep.Outcome;
import dev.lockstep.deploy.process.Numbers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A job with {@code gradients = bf16}, as its user meets it; that its bits depend on nobody, {@link OneHashTest} shows. */
class Bfloat16Test {

    private static final Path DIGITS = Lockstep.EXAMPLES.resolve("digits.conf");

    /** Fractions of the test data, 359 examples. */
    private static final double LEAST_ACCURACY = 0.96;
    private static final double MOST_LOST = 0.012;

    @TempDir
    private Path folder;

    @Test
    void theDigitsAreLearntAsWellAsWithGradientsOf32Bits() {
        double narrow = accuracy(train("narrow", "gradients=bf16").out());
        double wide = accuracy(train("wide", "gradients=f32").out());
        assertThat(narrow).isGreaterThanOrEqualTo(LEAST_ACCURACY).isGreaterThanOrEqualTo(wide - MOST_LOST);
    }

    @Test
    void aRunThatGoesOnHasTheNumbersOfOneThatWasNotInterrupted() throws Exception {
        Outcome whole = train("whole", "gradients=bf16", "stop.steps=50", "checkpoint.every-steps=20");
        train("cut", "gradients=bf16", "stop.steps=30", "checkpoint.every-steps=20");
        killed("cut");
        Outcome resumed = train("cut", "gradients=bf16", "stop.steps=50", "checkpoint.every-steps=20", "--resume");
        assertThat(Numbers.of(resumed.out())).isEqualTo(Numbers.of(whole.out()));
        assertThat(Numbers.of(train("wide", "stop.steps=50").out())).as("other bits than those of f32")
                .isNotEqualTo(Numbers.of(whole.out()));
    }

    @Test
    void aRunDoesNotGoOnWithGradientsOfAnotherKind() throws Exception {
        train("run", "gradients=bf16", "stop.steps=3");
        killed("run");
        Outcome other = run("run", "stop.steps=9", "--resume");
        assertThat(other.exitCode()).isEqualTo(2);
        assertThat(other.err()).contains("gradients: the run has \"bf16\", the job now has \"f32\"");
    }

    private static double accuracy(String json) {
        Matcher matcher = Pattern.compile("\"test_accuracy\":([0-9.]+)").matcher(json);
        assertThat(matcher.find()).as(json).isTrue();
        return Double.parseDouble(matcher.group(1));
    }

    private Outcome train(String run, String... options) {
        Outcome outcome = run(run, options);
        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        return outcome;
    }

    private Outcome run(String run, String... options) {
        List<Object> arguments = new ArrayList<>(List.of("train", DIGITS, "--json", "--run-dir", folder.resolve(run)));
        for (String option : options) {
            if (!option.startsWith("--")) {
                arguments.add("--set");
            }
            arguments.add(option);
        }
        return Lockstep.run(arguments.toArray());
    }

    /** As if the process had died: no last words. */
    private void killed(String run) throws Exception {
        Files.delete(folder.resolve(run).resolve("summary.json"));
        Files.delete(folder.resolve(run).resolve("model.safetensors"));
    }
}
