package dev.lockstep.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.deploy.cli.Lockstep.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a finished run is good for. */
class AfterTrainingTest {

    private static final Path DIGITS_DATA = Lockstep.EXAMPLES.resolve("data/digits.csv.gz");

    @TempDir
    private static Path folder;

    private static Path run;
    private static Outcome trained;

    @BeforeAll
    static void train() {
        run = folder.resolve("run");
        trained = Lockstep.run("train", Lockstep.EXAMPLES.resolve("digits.conf"), "--json", "--set", "stop.epochs=3",
                "--run-dir", run);
        assertThat(trained.exitCode()).as(trained.err()).isZero();
    }

    @Test
    void evaluateGivesTheNumbersOfTheRunItself() {
        Outcome outcome = Lockstep.run("evaluate", run, "--json");
        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        assertThat(number(outcome.out(), "loss")).isEqualTo(number(trained.out(), "test_loss"));
        assertThat(number(outcome.out(), "accuracy")).isEqualTo(number(trained.out(), "test_accuracy"));
    }

    @Test
    void evaluateOnAFileStreamsIt() {
        Outcome outcome = Lockstep.run("evaluate", run, "--json", "--data", DIGITS_DATA);
        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        assertThat(number(outcome.out(), "examples")).isEqualTo("1797");
        assertThat(Double.parseDouble(number(outcome.out(), "accuracy"))).isGreaterThan(0.8);
    }

    @Test
    void predictWritesALinePerExampleThatAddsUp() throws IOException {
        Path out = folder.resolve("predictions.csv");
        Outcome outcome = Lockstep.run("predict", run, "--data", DIGITS_DATA, "--label", "64", "--out", out);
        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        List<String> lines = Files.readAllLines(out);
        assertThat(lines).hasSize(1 + 1797);
        assertThat(lines.getFirst()).isEqualTo("prediction,p0,p1,p2,p3,p4,p5,p6,p7,p8,p9");
        String[] fields = lines.get(1).split(",");
        double sum = 0;
        for (int i = 1; i < fields.length; i++) {
            sum += Float.parseFloat(fields[i]);
        }
        assertThat(sum).isBetween(0.999, 1.001);
        assertThat(Integer.parseInt(fields[0])).isBetween(0, 9);
    }

    @Test
    void predictWithTheLabelStillInSaysHowToDropIt() {
        Path out = folder.resolve("none.csv");
        Outcome outcome = Lockstep.run("predict", run, "--data", DIGITS_DATA, "--out", out);
        assertThat(outcome.exitCode()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(outcome.err()).contains("--label 64").doesNotContain("\tat ");
        assertThat(out).doesNotExist();
    }

    @Test
    void aFolderWithoutARunIsCode2() {
        assertThat(Lockstep.run("evaluate", folder.resolve("nothing")).exitCode()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(Lockstep.run("evaluate", folder).err()).contains("holds no run");
    }

    private static String number(String json, String key) {
        Matcher matcher = Pattern.compile("\"" + key + "\"\\s*:\\s*([-0-9.eE]+)").matcher(json);
        assertThat(matcher.find()).as(key + " in " + json).isTrue();
        return matcher.group(1);
    }
}
