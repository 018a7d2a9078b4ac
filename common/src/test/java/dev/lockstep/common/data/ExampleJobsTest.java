package dev.lockstep.common.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.common.job.Job;
import dev.lockstep.common.job.JobReader;
import dev.lockstep.common.job.LayerSpec;
import dev.lockstep.common.tensor.Shape;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ExampleJobsTest {

    private static final Path FOLDER = Path.of("../deploy/examples");

    @Test
    void everyExampleReadsWithoutFault() throws Exception {
        try (Stream<Path> files = Files.list(FOLDER)) {
            List<Path> jobs = files.filter(file -> file.toString().endsWith(".conf")).sorted().toList();
            assertThat(jobs).extracting(file -> file.getFileName().toString()).contains(
                    "diabetes.conf", "digits.conf", "digits-cnn.conf", "fashion-mnist-cnn.conf",
                    "fashion-mnist-mlp.conf");
            for (Path job : jobs) {
                assertThat(read(job).name() + ".conf").isEqualTo(job.getFileName().toString());
            }
        }
    }

    @Test
    void theDataInTheRepositoryLoad() throws Exception {
        TrainingData digits = load("digits.conf");
        assertThat(digits.train().size()).isEqualTo(1258);
        assertThat(digits.validation().size()).isEqualTo(180);
        assertThat(digits.test().size()).isEqualTo(359);
        assertThat(digits.train().shape()).isEqualTo(Shape.of(64));
        assertThat(load("digits-cnn.conf").train().shape()).isEqualTo(Shape.of(1, 8, 8));
        TrainingData diabetes = load("diabetes.conf");
        assertThat(diabetes.train().size() + diabetes.validation().size() + diabetes.test().size()).isEqualTo(442);
        assertThat(diabetes.train().shape()).isEqualTo(Shape.of(10));
        assertThat(diabetes.train().targets()).isEqualTo(1);
    }

    private static Job read(Path job) throws Exception {
        return JobReader.read(job, List.of(), Path.of(""));
    }

    private static TrainingData load(String name) throws Exception {
        Job job = read(FOLDER.resolve(name));
        int outputs = job.model().getLast() instanceof LayerSpec.Dense dense ? dense.units() : 0;
        return DataLoader.load(job.data(), job.loss(), outputs, job.seed(), Optional.empty());
    }
}
