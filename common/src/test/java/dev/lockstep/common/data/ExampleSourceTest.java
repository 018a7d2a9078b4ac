package dev.lockstep.common.data;

import static dev.lockstep.common.data.DataFiles.features;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.common.job.Job;
import dev.lockstep.common.job.JobReader;
import dev.lockstep.common.tensor.Shape;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExampleSourceTest {

    private static final Shape SHAPE = Shape.of(2);

    @TempDir
    private Path folder;

    private Path file;
    private Job job;

    @BeforeEach
    void readJob() throws Exception {
        file = folder.resolve("x");
        job = JobReader.parse("""
                name = x, data { format = csv, train = "t.csv", label = 2, scale = 0.5 }, model = [ { dense = 3 } ]
                loss = cross-entropy, optimizer { type = sgd, learning-rate = 1 }, batch = 1, stop.steps = 1
                """);
    }

    @Test
    void predictsForRowsInChunks() throws Exception {
        Files.writeString(file, "1,2\n3,4\n5,6.5\n");
        try (ExampleStream stream = ExampleSource.forPrediction(file, List.of(), job, SHAPE)) {
            Examples first = stream.next(2);
            assertThat(first.size()).isEqualTo(2);
            assertThat(features(first, 1)).containsExactly(1.5f, 2f);
            assertThat(first.targets()).isZero();
            assertThat(features(stream.next(2), 0)).containsExactly(2.5f, 3.25f);
            assertThat(stream.next(2).size()).isZero();
        }
    }

    @Test
    void theLabelColumnCanBeDroppedWhateverItHolds() throws Exception {
        Files.writeString(file, "a,b,kind\n1,2,boot\n3,4,shirt\n");
        try (ExampleStream stream = ExampleSource.forPrediction(file, List.of("kind"), job, SHAPE)) {
            assertThat(stream.next(10).size()).isEqualTo(2);
        }
        assertThatThrownBy(() -> ExampleSource.forPrediction(file, List.of(), job, SHAPE)).isInstanceOf(DataFault.class)
                .hasMessageEndingWith("if the label is among them, --label 2 drops it");
    }

    @Test
    void faultsOfAChunkHaveTheirLines() throws Exception {
        Files.writeString(file, "1,2\n3,4\n5,x\n");
        try (ExampleStream stream = ExampleSource.forPrediction(file, List.of(), job, SHAPE)) {
            assertThat(stream.next(2).size()).isEqualTo(2);
            assertThatThrownBy(() -> stream.next(2))
                    .hasMessage(file + ":3: column 1: found \"x\", needs a finite number");
        }
    }

    @Test
    void evaluatesWithTheJobsLabelOrAnother() throws Exception {
        Files.writeString(file, "1,2,0\n3,4,2\n");
        try (ExampleStream stream = ExampleSource.forEvaluation(file, Optional.empty(), List.of(), job, SHAPE, 3)) {
            Examples examples = stream.next(10);
            assertThat(examples.label(1)).isEqualTo(2);
        }
        Files.writeString(file, "0,1,2\n2,3,4\n");
        try (ExampleStream stream = ExampleSource.forEvaluation(file, Optional.empty(), List.of("0"), job, SHAPE, 3)) {
            assertThat(stream.next(10).label(1)).isEqualTo(2);
        }
    }

    @Test
    void imagesAreRecognisedByContent() throws Exception {
        Path labels = folder.resolve("labels");
        DataFiles.gzip(file, DataFiles.images(3, 1, 2, 1, 2, 3, 4, 5, 6));
        Files.write(labels, DataFiles.labels(3, 0, 1, 2));
        try (ExampleStream stream = ExampleSource.forPrediction(file, List.of(), job, SHAPE)) {
            assertThat(features(stream.next(2), 1)).containsExactly(1.5f, 2f);
            assertThat(stream.next(2).size()).isEqualTo(1);
            assertThat(stream.next(2).size()).isZero();
        }
        try (ExampleStream stream = ExampleSource.forEvaluation(file, Optional.of(labels), List.of(), job, SHAPE, 3)) {
            assertThat(stream.next(2).label(1)).isEqualTo(1);
            assertThat(stream.next(2).label(0)).isEqualTo(2);
        }
        assertThatThrownBy(() -> ExampleSource.forEvaluation(file, Optional.empty(), List.of(), job, SHAPE, 3))
                .hasMessageContaining("--labels");
        assertThatThrownBy(() -> ExampleSource.forPrediction(file, List.of(), job, Shape.of(3)))
                .hasMessageContaining("images of 1 x 2, needs 3 values");
    }
}
