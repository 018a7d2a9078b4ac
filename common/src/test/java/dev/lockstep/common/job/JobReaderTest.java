package dev.lockstep.common.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.lockstep.common.reduce.Precision;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobReaderTest {

    private static final String DIGITS = """
            name = digits
            seed = 1
            data { format = csv, train = "data/digits.csv.gz", label = 64, scale = 0.0625, split { validation = 0.1, test = 0.2 } }
            model = [ { dense = 64 }, relu, { dense = 10 } ]
            loss = cross-entropy
            optimizer { type = sgd, learning-rate = 0.1, momentum = 0.9 }
            batch = 64
            shards = 16
            stop { epochs = 20 }
            checkpoint { every-steps = 200, keep = 2 }
            """;

    @TempDir
    private Path folder;

    @Test
    void readsTheDocumentedJob() throws Exception {
        Job job = read(DIGITS);
        assertThat(job).isEqualTo(new Job(
                "digits",
                1,
                new DataSpec.Csv(folder.resolve("data/digits.csv.gz"), Optional.empty(), Optional.empty(),
                        List.of("64"),
                        DataSpec.Header.AUTO, 0.0625, Optional.empty(), new DataSpec.Split(0.1, 0.2)),
                List.of(
                        new LayerSpec.Dense(Optional.empty(), 64, Optional.empty()),
                        new LayerSpec.Activation(Optional.empty(), LayerSpec.Function.RELU),
                        new LayerSpec.Dense(Optional.empty(), 10, Optional.empty())),
                LossKind.CROSS_ENTROPY,
                Reduction.MEAN,
                new OptimizerSpec(new OptimizerSpec.Sgd(0.9, false, 0), 0.1, new ScheduleSpec.Constant(0),
                        OptionalDouble.empty()),
                64,
                16,
                Precision.F32,
                new StopSpec(OptionalInt.of(20), OptionalLong.empty(), OptionalDouble.empty(), OptionalInt.empty(),
                        OptionalDouble.empty()),
                new CheckpointSpec(OptionalLong.of(200), 2, CheckpointSpec.OnFailure.WARN),
                new MetricsSpec(1),
                new WorkersSpec(Duration.ofSeconds(60)),
                0));
    }

    @Test
    void readsImagesAndEveryKindOfLayer() throws Exception {
        Job job = read(
                """
                        name = images
                        data { format = idx, train { images = /a/i, labels = /a/l }, test { images = b, labels = c } }
                        model = [ { conv = 32, kernel = [3, 5], padding = 1, init = he, name = first }, tanh, { max-pool = 2 },
                          { max-pool = 3, stride = [1, 2], padding = 1 }, flatten, { dropout = 0.5 }, { relu = true, name = r } ]
                        loss = mse
                        reduction = sum
                        optimizer { type = adamw, learning-rate = 1e-3, clip-norm = 1, schedule { type = cosine, steps = 1e3, warmup-steps = 10 } }
                        batch = 8
                        stop.loss-below = 0.5
                        workers.deadline = 5 s
                        checkpoint.on-failure = stop
                        audit = 0.02
                        """);
        assertThat(job.data()).isEqualTo(new DataSpec.Idx(
                new DataSpec.IdxFiles(Path.of("/a/i"), Path.of("/a/l")),
                Optional.empty(),
                Optional.of(new DataSpec.IdxFiles(folder.resolve("b"), folder.resolve("c"))),
                1.0 / 255,
                DataSpec.Split.NONE));
        assertThat(job.model()).startsWith(
                new LayerSpec.Conv(Optional.of("first"), 32, pair(3, 5), pair(1, 1), pair(1, 1),
                        Optional.of(LayerSpec.Init.HE)),
                new LayerSpec.Activation(Optional.empty(), LayerSpec.Function.TANH),
                new LayerSpec.MaxPool(Optional.empty(), pair(2, 2), pair(2, 2), pair(0, 0)),
                new LayerSpec.MaxPool(Optional.empty(), pair(3, 3), pair(1, 2), pair(1, 1)))
                .endsWith(new LayerSpec.Activation(Optional.of("r"), LayerSpec.Function.RELU));
        assertThat(job.optimizer()).isEqualTo(new OptimizerSpec(new OptimizerSpec.AdamW(0.9, 0.999, 1e-8, 0.01), 1e-3,
                new ScheduleSpec.Cosine(10, 1000, 0), OptionalDouble.of(1)));
        assertThat(job.shards()).isEqualTo(8);
        assertThat(job.workers().deadline()).isEqualTo(Duration.ofSeconds(5));
        assertThat(job.checkpoint().onFailure()).isEqualTo(CheckpointSpec.OnFailure.STOP);
        assertThat(job.audit()).isEqualTo(0.02);
    }

    @Test
    void tellsAllFaultsAtOnceWithTheirLines() {
        assertThat(faults("""
                name = digits
                seed = 1.5
                optimiser { type = sgd }
                data { format = csv, train = x.csv, label = [1, 2], lable = 3, scale = [1] }
                model = [ { dense = 0 }, rellu, { dense = 1, conv = 2 }, { dense = 3, kernel = 3 }, dense ]
                loss = cross_entropy
                batch = -5
                shards = 0
                stop { epochs = many }
                """)).containsExactly(
                "job.conf: optimizer: missing, needs a group of keys { ... }",
                "job.conf:2: seed: found 1.5, needs an integer of at most 64 bits",
                "job.conf:3: optimiser: unknown key; did you mean \"optimizer\"?",
                "job.conf:4: data.lable: unknown key; did you mean \"label\"?",
                "job.conf:4: data.scale: found a list, needs a number above 0",
                "job.conf:5: model[0].dense: found 0, needs an integer from 1 to 16777216",
                "job.conf:5: model[1]: found \"rellu\", needs one of flatten, relu, tanh, sigmoid, or a group such as { dense = 64 }; did you mean \"relu\"?",
                "job.conf:5: model[2]: found dense and conv, needs exactly one of dense, conv, max-pool, dropout, flatten, relu, tanh, sigmoid",
                "job.conf:5: model[3].kernel: does not apply to dense, only to conv; take it out",
                "job.conf:5: model[4]: found \"dense\", needs one of flatten, relu, tanh, sigmoid, or a group such as { dense = 64 }; write { dense = ... }",
                "job.conf:6: loss: found \"cross_entropy\", needs one of cross-entropy, mse, half-squared-error, binary-cross-entropy; did you mean \"cross-entropy\"?",
                "job.conf:7: batch: found -5, needs an integer of at least 1",
                "job.conf:8: shards: found 0, needs an integer from 1 to 1048576",
                "job.conf:9: stop.epochs: found \"many\", needs an integer of at least 1");
    }

    @Test
    void tellsWhatDoesNotGoTogether() {
        assertThat(faults(DIGITS, "optimizer.nesterov=true", "optimizer.momentum=0", "data.split.test=0.95",
                "data.label=[1,2]", "optimizer.schedule={type=cosine,steps=3,warmup-steps=3}", "stop.epochs=null"))
                .containsExactlyInAnyOrder(
                        "--set optimizer.nesterov=true: optimizer.nesterov: found true, needs momentum above 0; set optimizer.momentum, such as 0.9",
                        "job.conf: data.split: validation and test together are 1.05, needs less than 1, so that training examples are left",
                        "--set data.label=[1,2]: data.label: found 2 columns, loss = cross-entropy needs one, the class",
                        "--set optimizer.schedule={type=cosine,steps=3,warmup-steps=3}: optimizer.schedule.steps: found 3, needs more than warmup-steps, 3",
                        "--set stop.epochs=null: stop: no bound, needs at least one of epochs, steps, loss-below, patience");
        assertThat(faults(DIGITS, "data.split=null", "stop.patience=3")).containsExactly(
                "--set stop.patience=3: stop.patience: nothing to wait for, needs validation data; set data.split.validation or data.validation");
        assertThat(faults(DIGITS, "data.test=other.csv")).containsExactly(
                "job.conf:3: data.split.test: found 0.2, but data.test has files of its own; take one of the two out");
        assertThat(faults(DIGITS, "model=[{dense=1,name=a},{dense=2,name=a},{max-pool=2,padding=2}]")).containsExactly(
                "--set model=[{dense=1,name=a},{dense=2,name=a},{max-pool=2,padding=2}]: model[1].name: found \"a\", which is the name of model[0] too; give each layer its own name",
                "--set model=[{dense=1,name=a},{dense=2,name=a},{max-pool=2,padding=2}]: model[2].padding: found 2, needs less than the window, 2");
        assertThat(faults(DIGITS, "optimizer.type=adam")).containsExactly(
                "job.conf:6: optimizer.momentum: does not apply to type = adam, only to sgd; take it out, or --set optimizer.momentum=null");
    }

    @Test
    void setWinsOverTheFileAndTakesAnyKnownKey() throws Exception {
        Job job = read(DIGITS, "batch=32", "batch=16", "data.split.test=0.1", "metrics.every-steps=5", "name=other",
                "data.train=new/da+ta.csv", "data.label=some name", "optimizer.momentum=null");
        assertThat(job.batch()).isEqualTo(16);
        assertThat(job.name()).isEqualTo("other");
        assertThat(job.metrics().everySteps()).isEqualTo(5);
        assertThat(job.data().split()).isEqualTo(new DataSpec.Split(0.1, 0.1));
        assertThat(((DataSpec.Csv) job.data()).train()).isEqualTo(current().resolve("new/da+ta.csv"));
        assertThat(((DataSpec.Csv) job.data()).label()).containsExactly("some name");
        assertThat(job.optimizer().rule()).isEqualTo(new OptimizerSpec.Sgd(0, false, 0));
    }

    @Test
    void setFaultsNameTheOption() {
        assertThat(faults(DIGITS, "batch=-5", "batches=3", "learning-rate=1", "zzzzz=1", "nothing", "batch={"))
                .satisfiesExactly(
                        first -> assertThat(first).startsWith("--set batch={: cannot be read: "),
                        second -> assertThat(second).isEqualTo("--set nothing: needs key=value, such as batch=32"));
        assertThat(faults(DIGITS, "batch=-5", "batches=3", "learning-rate=1", "zzzzz=1")).containsExactly(
                "--set batch=-5: batch: found -5, needs an integer of at least 1",
                "--set batches=3: batches: unknown key; did you mean \"batch\"?",
                "--set learning-rate=1: learning-rate: unknown key; did you mean \"optimizer.learning-rate\"?",
                "--set zzzzz=1: zzzzz: unknown key; the nearest key is \"name\"; known here: name, seed, data, model, loss, reduction, optimizer, batch, shards, gradients, stop, checkpoint, metrics, workers, audit");
    }

    @Test
    void includesAndEnvironmentWork() throws Exception {
        Files.createDirectories(folder.resolve("parts"));
        Files.writeString(folder.resolve("parts/base.conf"), DIGITS);
        Map.Entry<String, String> variable = System.getenv().entrySet().stream()
                .filter(entry -> entry.getKey().matches("[A-Z_]+") && !entry.getValue().isBlank())
                .findFirst()
                .orElseThrow();
        Job job = read("include \"parts/base.conf\"\nbatch = 5\nbatch = ${?LOCKSTEP_NO_SUCH_VARIABLE}\ndata.train = ${"
                + variable.getKey() + "}\"x.csv\"\n");
        assertThat(job.batch()).isEqualTo(5);
        assertThat(((DataSpec.Csv) job.data()).train())
                .isEqualTo(folder.resolve(variable.getValue() + "x.csv").normalize());

        Files.writeString(folder.resolve("parts/base.conf"), DIGITS.replace("seed = 1", "sead = 1"));
        assertThat(faults("include \"parts/base.conf\"\n")).containsExactly(
                "parts/base.conf:2: sead: unknown key; did you mean \"seed\"?");
    }

    @Test
    void includesReadFilesAloneAndOnlySoManySoDeep() throws Exception {
        assertThat(faults("include url(\"http://localhost:1/x.conf\")\n")).singleElement().asString()
                .contains("include http://localhost:1/x.conf: only files can be included");
        assertThat(faults("include \"http://localhost:1/x.conf\"\n")).singleElement().asString()
                .contains("only files can be included");
        assertThat(faults("include classpath(\"reference.conf\")\n")).singleElement().asString()
                .contains("only files can be included");
        assertThat(faults("include required(\"missing\")\n")).singleElement().asString()
                .contains("include missing: no such file: " + folder.resolve("missing"));
        assertThat(faults("include \"job.conf\"\n")).singleElement().asString().contains("more than 10 deep");
        assertThat(faults("include \"leaf\"\n".repeat(101))).as("a file that is not there is passed over")
                .contains("job.conf: name: missing, needs 1 to 100 printable characters");
        Files.writeString(folder.resolve("leaf.conf"), "seed = 1\n");
        assertThat(faults("include \"leaf\"\n".repeat(101))).singleElement().asString().contains("more than 100 files");
        Files.writeString(folder.resolve("leaf.conf"), "#".repeat(3 << 20));
        assertThat(faults("include \"leaf\"\n".repeat(2))).singleElement().asString().contains("4194304 bytes");
        Files.writeString(folder.resolve("leaf.conf"), "seed = 5\n");
        assertThat(read(DIGITS.replace("seed = 1", "include file(\"leaf.conf\")")).seed()).isEqualTo(5);
    }

    @Test
    void aJobThatTravelsLooksAtNothingHere() throws Exception {
        String text = JobWriter.render(read(DIGITS));
        assertThat(JobReader.parse(text).name()).isEqualTo("digits");
        assertThat(faultsOfText(text + "\nseed = ${HOME}\n")).singleElement().asString().contains("substitutions");
        assertThat(faultsOfText(text + "\nseed = ${?HOME}\n")).singleElement().asString().contains("substitutions");
        Path included = Files.writeString(folder.resolve("secret.conf"), "seed = 9\n");
        assertThat(faultsOfText(text + "\ninclude \"" + included + "\"\n")).singleElement().asString()
                .contains("nothing can be included here");
        assertThat(faultsOfText(text + "#".repeat(1 << 20))).singleElement().asString()
                .contains("a job has at most 1048576");
    }

    private static List<String> faultsOfText(String text) {
        return catchThrowableOfType(JobFaults.class, () -> JobReader.parse(text)).faults().stream().map(Fault::toString)
                .toList();
    }

    @Test
    void aNameIsAnyTextOfALine() throws Exception {
        for (String name : List.of("Ziffern, groß & klein", "数字 #1", "a/b", "x".repeat(100), "2024")) {
            Job job = read(DIGITS.replace("name = digits", "name = \"" + name + "\""));
            assertThat(job.name()).isEqualTo(name);
            assertThat(JobReader.parse(JobWriter.render(job))).isEqualTo(job);
        }
        for (String name : List.of("", " ", "two\\nlines", "\\u0007", "x".repeat(101))) {
            assertThat(faults(DIGITS.replace("name = digits", "name = \"" + name + "\""))).singleElement().asString()
                    .contains("needs 1 to 100 printable characters");
        }
    }

    @Test
    void numbersThatTheOptimizerRoundsKeepTheirMeaning() {
        String adam = DIGITS.replace("sgd, learning-rate = 0.1, momentum = 0.9", "adam, learning-rate = 0.1");
        assertThat(
                faults(adam, "optimizer.epsilon=1e-60", "optimizer.beta2=0.99999999999", "optimizer.beta1=0.999999999",
                        "optimizer.weight-decay=1e39"))
                .hasSize(4);
        assertThat(faults(DIGITS, "optimizer.momentum=0.99999999", "optimizer.learning-rate=1e-50"))
                .containsExactlyInAnyOrder(
                        "--set optimizer.momentum=0.99999999: optimizer.momentum: found 0.99999999, needs a number of at least 0"
                                + " and below 1, also once rounded to 32 bits",
                        "--set optimizer.learning-rate=1e-50: optimizer.learning-rate: found 1e-50, needs a number above 0 that"
                                + " 32 bits can hold (1.4e-45 to 3.4e38)");
    }

    @Test
    void valuesFromTheEnvironmentAreToldByTheLineThatAsksForThem() {
        String variable = System.getenv().entrySet().stream()
                .filter(entry -> entry.getKey().matches("[A-Z_]+") && entry.getValue().matches("/?[a-z/]+"))
                .findFirst()
                .orElseThrow()
                .getKey();
        assertThat(faults(DIGITS.replace("batch = 64", "batch = ${" + variable + "}"))).singleElement().asString()
                .startsWith("job.conf:7: batch: found \"");
    }

    @Test
    void substitutionsThatStandForNothingAreFaultsBesideTheOthers() {
        assertThat(faults(DIGITS.replace("64\nshards = 16", "${LOCKSTEP_NO_SUCH_VARIABLE}\nshards = 0")))
                .containsExactly(
                        "job.conf:7: batch: found ${LOCKSTEP_NO_SUCH_VARIABLE}, which stands for nothing; set the variable, or write ${?...} to leave the key out",
                        "job.conf:8: shards: found 0, needs an integer from 1 to 1048576");
    }

    @Test
    void brokenFilesAreFaultsToo() throws IOException {
        assertThat(faults("name = digits\nbatch = {\n")).singleElement().asString()
                .startsWith("job.conf:").contains("cannot be read: ");
        assertThat(faultsOf("missing.conf")).containsExactly("missing.conf: no such file");
        Files.createDirectories(folder.resolve("folder.conf"));
        assertThat(faultsOf("folder.conf")).containsExactly("folder.conf: is a folder, a job file is needed");
    }

    @Test
    void numbersAreFiniteAndTimesHaveUnits() {
        assertThat(faults(DIGITS, "optimizer.learning-rate=1e999", "stop.loss-above=NaN", "workers.deadline=60",
                "seed=99999999999999999999", "data.scale=1e-999999999")).containsExactlyInAnyOrder(
                        "--set optimizer.learning-rate=1e999: optimizer.learning-rate: found 1e999, needs a number above 0 that 32 bits can hold (1.4e-45 to 3.4e38)",
                        "--set stop.loss-above=NaN: stop.loss-above: found \"NaN\", needs a finite number",
                        "--set workers.deadline=60: workers.deadline: found 60, needs a time with its unit, from 100 ms to 30 d, such as 60 s",
                        "--set seed=99999999999999999999: seed: found \"99999999999999999999\", needs an integer of at most 64 bits",
                        "--set data.scale=1e-999999999: data.scale: found 1e-999999999, needs a number above 0");
    }

    @Test
    void aBatchLargerThanTheDataIsToldByItsLine() throws Exception {
        Files.writeString(folder.resolve("job.conf"), DIGITS);
        Files.createDirectories(folder.resolve("data"));
        Files.createFile(folder.resolve("data/digits.csv.gz"));
        JobFile file = JobReader.open(folder.resolve("job.conf"), List.of(), folder);
        assertThat(file.batchFault(64)).isEmpty();
        assertThat(file.batchFault(63)).map(Fault::toString).get().asString()
                .endsWith("job.conf:7: batch: found 64, needs at most the 63 training examples");
    }

    @Test
    void filesThatAreNotThereAreToldWithTheOtherFaults() throws Exception {
        Files.writeString(folder.resolve("job.conf"), DIGITS);
        JobFaults faults = catchThrowableOfType(JobFaults.class,
                () -> JobReader.open(Path.of("job.conf"), List.of("batch=-5"), folder));
        assertThat(faults.faults()).extracting(Fault::toString).containsExactly(
                "--set batch=-5: batch: found -5, needs an integer of at least 1",
                "job.conf:3: data.train: found " + folder.resolve("data/digits.csv.gz") + ", no such file");
    }

    private static LayerSpec.Pair pair(int rows, int columns) {
        return new LayerSpec.Pair(rows, columns);
    }

    private Path current() {
        return folder.resolve("elsewhere");
    }

    private Job read(String text, String... sets) throws Exception {
        Files.writeString(folder.resolve("job.conf"), text);
        return JobReader.read(folder.resolve("job.conf"), List.of(sets), current());
    }

    private List<String> faults(String text, String... sets) {
        try {
            Files.writeString(folder.resolve("job.conf"), text);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return faultsOf("job.conf", sets);
    }

    private List<String> faultsOf(String file, String... sets) {
        JobFaults faults = catchThrowableOfType(JobFaults.class,
                () -> JobReader.read(Path.of(file), List.of(sets), folder));
        assertThat(faults).isNotNull();
        return faults.faults().stream().map(Fault::toString).toList();
    }
}
