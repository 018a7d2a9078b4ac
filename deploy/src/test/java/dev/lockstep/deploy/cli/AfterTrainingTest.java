package dev.lockstep.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.deploy.cli.Lockstep.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.concurrent.TimeUnit;
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
    void predictWritesThroughALinkAndKeepsIt() throws IOException {
        Path target = folder.resolve("target.csv");
        Path link = Files.createSymbolicLink(folder.resolve("link.csv"), Path.of("target.csv"));
        assertThat(predict(link).exitCode()).isZero();
        assertThat(link).isSymbolicLink();
        assertThat(target).isRegularFile().isNotEmptyFile();
        assertThat(predict(link).exitCode()).isZero();
        assertThat(link).isSymbolicLink();
    }

    @Test
    void predictRefusesLinksThatFormALoop() throws IOException {
        Path loop = folder.resolve("loop.csv");
        Files.createSymbolicLink(loop, loop);
        Outcome outcome = predict(loop);
        assertThat(outcome.exitCode()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(outcome.err()).contains("loop");
    }

    @Test
    void predictWritesIntoAPipeAndKeepsIt() throws Exception {
        Path pipe = folder.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
        Path read = folder.resolve("read.csv");
        Process reader = new ProcessBuilder("cat", pipe.toString()).redirectOutput(read.toFile()).start();
        try {
            assertThat(predict(pipe).exitCode()).isZero();
            assertThat(reader.waitFor(30, TimeUnit.SECONDS)).isTrue();
        } finally {
            reader.destroyForcibly();
        }
        assertThat(Files.readAllLines(read)).hasSize(1 + 1797);
        assertThat(Files.readAttributes(pipe, BasicFileAttributes.class).isOther()).isTrue();
    }

    @Test
    void predictToStandardOutputPrintsPredictionsAlone() {
        Outcome outcome = predict(Path.of("/dev/stdout"));
        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.out().lines()).hasSize(1 + 1797).first().asString().startsWith("prediction,p0");
        assertThat(outcome.err()).isEmpty();
        Outcome both = Lockstep.run("predict", run, "--data", DIGITS_DATA, "--out", "/dev/stdout", "--json");
        assertThat(both.exitCode()).isEqualTo(ExitCode.BAD_INPUT);
    }

    private static Outcome predict(Path out) {
        return Lockstep.run("predict", run, "--data", DIGITS_DATA, "--label", "64", "--out", out);
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
