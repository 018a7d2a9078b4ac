package dev.lockstep.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.deploy.cli.Lockstep.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bad input ends with code 2 and a clear message for each fault; nothing starts and no stack trace is seen. */
class BadInputTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "optimiser.type=sgd | did you mean",
            "batch=many | batch",
            "batch=-5 | batch: found -5",
            "batch=5000 | batch: found 5000",
            "shards=0 | shards: found 0",
            "'model=[{ conv = 4, kernel = 3 }]' | data.shape",
            "'model=[{ dense = 8, name = a }, { dense = 10, name = a }]' | the name of model[0] too",
            "'model=[{ dense = 5 }]' | needs a class, an integer from 0 to 4",
            "'model=[{ dense = 10000000 }, { dense = 10 }]' | set shards to at least 32",
            "data.train=nowhere.csv | nowhere.csv",
            "data.label=99 | 99",
            "'data.shape=[1, 5, 5]' | shape"})
    void aFaultOfTheJob(String set, String words) {
        refused(Lockstep.EXAMPLES.resolve("digits.conf"), set, words);
    }

    @Test
    void severalFaultsAreToldTogether() {
        Outcome outcome = Lockstep.run("validate", Lockstep.EXAMPLES.resolve("digits.conf"), "--set", "batch=-5",
                "--set",
                "shards=0", "--set", "lose=mse");
        assertThat(outcome.exitCode()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(outcome.faults()).hasSize(3);
    }

    @Test
    void faultsOfBatchShapesAndLabelsAreToldTogether() {
        Outcome outcome = Lockstep.run("validate", Lockstep.EXAMPLES.resolve("digits.conf"), "--set",
                "model=[{ conv = 4, kernel = 3 }, { dense = 5 }]", "--set", "batch=5000");
        assertThat(outcome.exitCode()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(outcome.faults()).satisfiesOnlyOnce(line -> assertThat(line).contains("batch: found 5000"))
                .satisfiesOnlyOnce(line -> assertThat(line).contains("model[0]", "data.shape"))
                .anySatisfy(line -> assertThat(line).contains("needs a class, an integer from 0 to 4"));
    }

    @Test
    void aModelOfOneOutputIsOneFaultAndNotOneForEveryLabel() {
        Outcome outcome = Lockstep.run("validate", Lockstep.EXAMPLES.resolve("digits.conf"), "--set",
                "model=[{ dense = 1 }]");
        assertThat(outcome.faults()).singleElement().asString().contains("cross-entropy needs one per class");
    }

    @Test
    void shapesAreCheckedThoughTheDataCannotBeRead() throws IOException {
        Files.writeString(folder.resolve("rows.csv"), "1,2,0\n3,four,1\n");
        Path job = write("data { format = csv, train = rows.csv, label = 2, shape = [1, 1, 2] }", "[{ dense = 2 }]");
        Outcome outcome = Lockstep.run("validate", job);
        assertThat(outcome.faults()).hasSize(2).anyMatch(line -> line.contains("flatten"))
                .anyMatch(line -> line.contains("four"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "'1,2,0;3,4' | 2",
            "'1,2,0;3,four,1' | four",
            "'1,2,0;3,4,7' | 7",
            "'1,2,0;3,4,0.5' | 0.5",
            "'' | empty"})
    void aFaultOfACsvFile(String rows, String words) throws IOException {
        Files.writeString(folder.resolve("rows.csv"), Arrays.stream(rows.split(";")).collect(Collectors.joining("\n")));
        Path job = write("data { format = csv, train = rows.csv, label = 2 }", "[{ dense = 2 }]");
        refused(job, "seed=1", words);
    }

    @Test
    void aTruncatedIdxFile() throws IOException {
        byte[] images = new byte[16 + 10];
        System.arraycopy(new byte[]{0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 3}, 0, images, 0, 16);
        Files.write(folder.resolve("images"), images);
        Files.write(folder.resolve("labels"), new byte[]{0, 0, 8, 1, 0, 0, 0, 2, 0, 1});
        Path job = write("data { format = idx, train { images = images, labels = labels } }",
                "[flatten, { dense = 2 }]");
        refused(job, "seed=1", "images");
    }

    @Test
    void aMissingJobFile() {
        refused(folder.resolve("none.conf"), "seed=1", "none.conf");
    }

    @Test
    void aFolderAnEmptyAndABinaryJobFile() throws IOException {
        refused(Files.createDirectory(folder.resolve("folder.conf")), "seed=1", "is a folder");
        refused(Files.createFile(folder.resolve("empty.conf")), "seed=1", "model: missing");
        byte[] bytes = new byte[2_000];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i * 167);
        }
        refused(Files.write(folder.resolve("binary.conf"), bytes), "seed=1", "binary.conf");
    }

    @Test
    void controlCharactersDoNotReachTheTerminal() throws IOException {
        Path job = Files.writeString(folder.resolve("steers.conf"), "\"a\\u001b[31m\" = 1");
        assertThat(Lockstep.run("validate", job).err()).contains("a?[31m").doesNotContain("\u001b");
    }

    @Test
    void aJobFileThatIsNoHocon() throws IOException {
        Path job = folder.resolve("broken.conf");
        Files.writeString(job, IntStream.range(0, 3).mapToObj(i -> "a = [").collect(Collectors.joining("\n")));
        refused(job, "seed=1", "broken.conf");
    }

    private Path write(String data, String model) throws IOException {
        return Files.writeString(folder.resolve("job.conf"), String.join("\n", "name = small", data, "model = " + model,
                "loss = cross-entropy", "optimizer { type = sgd, learning-rate = 0.1 }", "batch = 2",
                "stop { epochs = 1 }"));
    }

    private void refused(Path job, String set, String words) {
        for (String command : new String[]{"validate", "train"}) {
            Path run = folder.resolve("run");
            Outcome outcome = Lockstep.run(command, job, "--set", set, "--run-dir", run);
            assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(ExitCode.BAD_INPUT);
            assertThat(outcome.err()).contains(words).doesNotContain("\tat ").doesNotContain("Exception");
            assertThat(run).doesNotExist();
        }
    }
}
