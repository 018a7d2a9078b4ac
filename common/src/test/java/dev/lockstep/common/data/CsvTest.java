package dev.lockstep.common.data;

import static dev.lockstep.common.data.DataFiles.features;
import static dev.lockstep.common.data.DataFiles.targets;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.lockstep.common.job.DataSpec;
import dev.lockstep.common.job.LossKind;
import dev.lockstep.common.tensor.Shape;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvTest {

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = folder.resolve("x.csv");
    }

    @Test
    void readsClassesAndKeepsBytesAsBytes() throws Exception {
        Examples examples = load("1,2,0\n 3 ,255,1\r\n\n0,16,2\n", LossKind.CROSS_ENTROPY, 3, 0.0625, "2");
        assertThat(examples.size()).isEqualTo(3);
        assertThat(examples.shape()).isEqualTo(Shape.of(2));
        assertThat(features(examples, 1)).containsExactly(3 / 16f, 255 / 16f);
        assertThat(examples.label(2)).isEqualTo(2);
        assertThat(targets(examples, 2)).containsExactly(2);
        assertThat(((HeldExamples) examples).features()).isInstanceOf(Features.Bytes.class);
    }

    @Test
    void bytesAndFloatsScaleToTheSameBits() throws Exception {
        Examples bytes = load("7,8,0\n9,10,1\n", LossKind.CROSS_ENTROPY, 2, 1.0 / 255, "2");
        Examples floats = load("7,8,0\n9,10,1\n7.5,1,1\n", LossKind.CROSS_ENTROPY, 2, 1.0 / 255, "2");
        assertThat(((HeldExamples) floats).features()).isInstanceOf(Features.Floats.class);
        assertThat(features(floats, 0)).containsExactly(features(bytes, 0));
        assertThat(features(floats, 1)).containsExactly(features(bytes, 1));
        assertThat(features(floats, 2)[0]).isEqualTo((float) (7.5 * (1.0 / 255)));
    }

    @Test
    void headersAreFoundAndNameColumns() throws Exception {
        Examples named = load("a,\"y,1\",b\n1,0.5,-2e1\n", LossKind.MSE, 2, 1, "b", "y,1");
        assertThat(features(named, 0)).containsExactly(1);
        assertThat(targets(named, 0)).containsExactly(-20f, 0.5f);
        assertThat(load("1,2\n3,4\n", LossKind.MSE, 1, 1, "0").size()).isEqualTo(2);
        assertThat(load("a,2\n3,4\n", LossKind.MSE, 1, 1, DataSpec.Header.TRUE, "0").size()).isEqualTo(1);
        assertThat(problems("a,2\n3,4\n", LossKind.MSE, 1, "0"))
                .containsExactly(file + ":1: column 0: found \"a\", needs a number that fits 32 bits",
                        file + ": if its first row names the columns, set data.header = true");
    }

    @Test
    void tellsWhatIsWrongWithRows() throws Exception {
        assertThat(problems("p,q,y\n1,2,0\n1,2\n1,two,1\n1,2,3\n1,2,0.5\n1,NaN,0\n1,2,0,4\n1e39,1,-1\n",
                LossKind.CROSS_ENTROPY, 3, "y"))
                .containsExactly(
                        file + ":3: found 2 fields, needs 3 as in the first row",
                        file + ":4: column 1 (q): found \"two\", needs a finite number",
                        file + ":5: column 2 (y): found the label 3, needs a class, an integer from 0 to 2 (the network has 3 outputs)",
                        file + ":6: column 2 (y): found the label 0.5, needs a class, an integer from 0 to 2 (the network has 3 outputs)",
                        file + ":7: column 1 (q): found \"NaN\", needs a finite number",
                        file + ":8: found 4 fields, needs 3 as in the first row",
                        file + ":9: column 0 (p): found 1.0E39, which times 1.0 does not fit 32 bits");
    }

    @Test
    void tellsTheFirstTenFaultsAndCountsTheOthers() throws Exception {
        assertThat(problems("1,0\n" + "x,0\n".repeat(23), LossKind.CROSS_ENTROPY, 3, "1"))
                .hasSize(11).last().isEqualTo(file + ": and 13 more");
    }

    @Test
    void tellsWhatIsWrongWithFiles() throws Exception {
        assertThat(problems("", LossKind.MSE, 1, "0")).containsExactly(file + ": is empty, rows of numbers are needed");
        assertThat(problems("a,b\n", LossKind.MSE, 1, "0")).containsExactly(file + ": has a header and no rows");
        assertThat(problems("1;2\n", LossKind.MSE, 1, "1")).containsExactly(file
                + ": label column 1 is not there: a row has 1 fields, columns 0 to 0; fields are separated by commas");
        assertThat(problems("a,b\n1,2\n", LossKind.MSE, 1, "c"))
                .containsExactly(file + ": label column \"c\" is not there; the header has a, b");
        assertThat(problems("1,2\n", LossKind.MSE, 1, "c")).singleElement().asString()
                .contains("the file has no header");
        assertThat(problems("1\n", LossKind.MSE, 1, "0")).singleElement().asString().contains("no column is left");
        assertThat(problems("1,2,3\n", LossKind.BINARY_CROSS_ENTROPY, 1, "0")).isEmpty();
        assertThat(problems("2,2,3\n", LossKind.BINARY_CROSS_ENTROPY, 1, "0")).singleElement().asString()
                .contains("needs a number from 0 to 1");
        Files.delete(file);
        assertThat(fault(LossKind.MSE, 1, "0").problems()).containsExactly(file + ": no such file");
        Files.createDirectory(file);
        assertThat(fault(LossKind.MSE, 1, "0").problems()).containsExactly(file + ": is a folder, a file is needed");
    }

    @Test
    void gzipIsRecognisedByContentAndTruncationIsTold() throws Exception {
        byte[] content = "1,2,0\n".repeat(1000).getBytes(StandardCharsets.UTF_8);
        DataFiles.gzip(file, content);
        assertThat(load(LossKind.CROSS_ENTROPY, 1, 1, DataSpec.Header.AUTO, "2").size()).isEqualTo(1000);
        byte[] packed = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(packed, packed.length - 12));
        assertThat(fault(LossKind.CROSS_ENTROPY, 1, "2").problems())
                .containsExactly(file + ": truncated: the compressed data end too early");
    }

    @Test
    void aShapeMustHoldTheFeatures() throws Exception {
        Files.writeString(file, "1,2,3,4,0\n");
        DataSpec image = new DataSpec.Csv(file, Optional.empty(), Optional.empty(), List.of("4"), DataSpec.Header.AUTO,
                1,
                Optional.of(List.of(1, 2, 2)), DataSpec.Split.NONE);
        assertThat(DataLoader.load(image, LossKind.CROSS_ENTROPY, 1, 1, Optional.empty()).train().shape())
                .isEqualTo(Shape.of(1, 2, 2));
        Files.writeString(file, "1,2,3,0\n");
        assertThat(catchThrowableOfType(DataFault.class,
                () -> DataLoader.load(image, LossKind.CROSS_ENTROPY, 1, 1, Optional.empty())))
                .hasMessageContaining("label column 4 is not there");
        Files.writeString(file, "1,2,3,4,0,9\n");
        assertThat(catchThrowableOfType(DataFault.class,
                () -> DataLoader.load(image, LossKind.CROSS_ENTROPY, 1, 1, Optional.empty())))
                .hasMessage(file + ": found 5 features in a row of 6 fields, needs 4 for the shape [1, 2, 2]");
    }

    @Test
    void aFileWithoutEndingQuoteIsAFault() throws Exception {
        assertThat(problems("1,2\n\"3,4\n5,6\n", LossKind.MSE, 1, "0")).isNotEmpty();
    }

    private List<String> problems(String text, LossKind loss, int outputs, String... label) throws IOException {
        Files.writeString(file, text);
        DataFault fault = fault(loss, outputs, label);
        return fault == null ? List.of() : fault.problems();
    }

    private DataFault fault(LossKind loss, int outputs, String... label) {
        return catchThrowableOfType(DataFault.class, () -> load(loss, outputs, 1, DataSpec.Header.AUTO, label));
    }

    private Examples load(String text, LossKind loss, int outputs, double scale, String... label) throws Exception {
        return load(text, loss, outputs, scale, DataSpec.Header.AUTO, label);
    }

    private Examples load(String text, LossKind loss, int outputs, double scale, DataSpec.Header header,
            String... label)
            throws Exception {
        Files.writeString(file, text);
        return load(loss, outputs, scale, header, label);
    }

    private Examples load(LossKind loss, int outputs, double scale, DataSpec.Header header, String... label)
            throws DataFault {
        DataSpec spec = new DataSpec.Csv(file, Optional.empty(), Optional.empty(), List.of(label), header, scale,
                Optional.empty(), DataSpec.Split.NONE);
        return DataLoader.load(spec, loss, outputs, 1, Optional.empty()).train();
    }
}
