package dev.lockstep.common.data;

import static dev.lockstep.common.data.DataFiles.features;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.common.job.DataSpec;
import dev.lockstep.common.job.LossKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartingTest {

    @TempDir
    private Path folder;

    @BeforeEach
    void writeExamples() throws IOException {
        write("train.csv", 0, 101);
    }

    @Test
    void everyExampleIsInExactlyOnePart() throws Exception {
        TrainingData data = load(1, new DataSpec.Split(0.1, 0.2), Optional.empty());
        assertThat(data.test().size()).isEqualTo(20);
        assertThat(data.validation().size()).isEqualTo(10);
        List<Integer> all = new ArrayList<>(numbers(data.train()));
        all.addAll(numbers(data.validation()));
        all.addAll(numbers(data.test()));
        assertThat(all).containsExactlyInAnyOrderElementsOf(IntStream.range(0, 101).boxed().toList());
        assertThat(numbers(data.test())).isSorted();
    }

    @Test
    void theSeedChoosesThePartsAndIsInTheHash() throws Exception {
        TrainingData data = load(1, new DataSpec.Split(0, 0.2), Optional.empty());
        TrainingData same = load(1, new DataSpec.Split(0, 0.2), Optional.empty());
        TrainingData other = load(2, new DataSpec.Split(0, 0.2), Optional.empty());
        assertThat(numbers(same.test())).isEqualTo(numbers(data.test()));
        assertThat(same.sha256()).isEqualTo(data.sha256());
        assertThat(numbers(other.test())).isNotEqualTo(numbers(data.test()));
        assertThat(other.sha256()).isNotEqualTo(data.sha256());
        assertThat(data.validation().size()).isZero();
    }

    @Test
    void anotherFolderCanHoldTheSameFiles() throws Exception {
        Files.createDirectories(folder.resolve("copy"));
        Files.copy(folder.resolve("train.csv"), folder.resolve("copy/train.csv"));
        TrainingData here = load(1, DataSpec.Split.NONE, Optional.empty());
        TrainingData there = load(1, DataSpec.Split.NONE, Optional.of(folder.resolve("copy")));
        assertThat(there.sha256()).isEqualTo(here.sha256());
        assertThatThrownBy(() -> load(1, DataSpec.Split.NONE, Optional.of(folder.resolve("none"))))
                .hasMessage(folder.resolve("none/train.csv") + ": no such file");
    }

    @Test
    void aDataDirThatMakesOneFileOfTwoIsRefused() throws Exception {
        Path train = folder.resolve("a/digits.csv");
        Path test = folder.resolve("b/digits.csv");
        DataSpec spec = new DataSpec.Csv(train, Optional.of(train), Optional.of(test), List.of("0"),
                DataSpec.Header.AUTO, 1, Optional.empty(), DataSpec.Split.NONE);
        assertThatThrownBy(() -> DataLoader.load(spec, LossKind.CROSS_ENTROPY, 1, 1, Optional.of(folder)))
                .isInstanceOf(DataFault.class).hasMessage("--data-dir " + folder + ": the job reads " + train + " and "
                        + test + ", and both would be " + folder.resolve("digits.csv")
                        + "; give one of them another name in the job, or place the data at the job's paths");
    }

    @Test
    void filesOfTheirOwnMustBeAlike() throws Exception {
        write("test.csv", 5, 8);
        assertThat(numbers(withTest().test())).containsExactly(5, 6, 7);
        Files.writeString(folder.resolve("test.csv"), "0,1,2\n");
        assertThatThrownBy(this::withTest).isInstanceOf(DataFault.class)
                .hasMessageContaining("data.test: found examples of shape [2], needs [1] as in data.train");
    }

    @Test
    void partsWithoutExamplesAreFaults() throws Exception {
        write("train.csv", 0, 2);
        assertThatThrownBy(() -> load(1, new DataSpec.Split(0.1, 0), Optional.empty()))
                .hasMessage("data.split.validation: 0.1 of 2 examples is none");
        assertThatThrownBy(() -> load(1, new DataSpec.Split(0.5, 0.49), Optional.empty()))
                .hasMessage("data.split: leaves none of 2 examples for training");
    }

    private void write(String name, int from, int to) throws IOException {
        Files.writeString(folder.resolve(name), IntStream.range(from, to)
                .mapToObj(i -> "0," + i + "\n")
                .collect(Collectors.joining()));
    }

    private static List<Integer> numbers(Examples examples) {
        return IntStream.range(0, examples.size()).mapToObj(i -> (int) features(examples, i)[0]).toList();
    }

    private TrainingData withTest() throws DataFault {
        DataSpec spec = new DataSpec.Csv(folder.resolve("train.csv"), Optional.empty(),
                Optional.of(folder.resolve("test.csv")), List.of("0"), DataSpec.Header.AUTO, 1, Optional.empty(),
                DataSpec.Split.NONE);
        return DataLoader.load(spec, LossKind.CROSS_ENTROPY, 1, 1, Optional.empty());
    }

    private TrainingData load(long seed, DataSpec.Split split, Optional<Path> dataDir) throws DataFault {
        DataSpec spec = new DataSpec.Csv(folder.resolve("train.csv"), Optional.empty(), Optional.empty(), List.of("0"),
                DataSpec.Header.AUTO, 1, Optional.empty(), split);
        return DataLoader.load(spec, LossKind.CROSS_ENTROPY, 1, seed, dataDir);
    }
}
