package dev.lockstep.common.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.common.tensor.Shape;
import dev.lockstep.common.tensor.Storage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFileTest {

    private static final List<TensorEntry> LAYOUT = List.of(new TensorEntry("dense1.weight", Shape.of(2, 3), 0),
            new TensorEntry("dense1.bias", Shape.of(3), 6));
    private static final float[] VALUES = {1, -2.5f, 3, Float.MIN_VALUE, -0f, 6, 7, 8, Float.MAX_VALUE};

    @TempDir
    private Path folder;

    @Test
    void whatIsWrittenIsRead() throws IOException {
        Path file = folder.resolve("model.safetensors");
        write(file);
        Storage read = ModelFile.read(file, LAYOUT);
        assertThat(read.array()).containsExactly(VALUES);
        SafetensorsFile whole = SafetensorsFile.read(file);
        assertThat(whole.entries()).isEqualTo(LAYOUT);
        assertThat(whole.metadata()).containsEntry("job", "digits \"1\"").containsEntry(ModelFile.SHA256,
                ParameterHash.sha256(read));
        assertThat(Files.list(folder)).containsExactly(file);
    }

    @Test
    void theSameModelGivesTheSameBytesOverAnOlderFile() throws IOException {
        Path one = folder.resolve("one");
        Path two = folder.resolve("two");
        Files.write(two, new byte[100_000]);
        write(one);
        write(two);
        assertThat(two).hasSameBinaryContentAs(one);
        assertThat(Files.readString(one, StandardCharsets.ISO_8859_1)).contains(
                "\"dense1.bias\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[24,36]}}");
    }

    @Test
    void manyChunksAreReadAsWritten() throws IOException {
        Storage values = Storage.allocate(100_003);
        for (int i = 0; i < values.length(); i++) {
            values.array()[i] = i;
        }
        List<TensorEntry> layout = List.of(new TensorEntry("w", Shape.of(100_003), 0));
        Path file = folder.resolve("model");
        ModelFile.write(file, layout, values, Map.of());
        assertThat(ModelFile.read(file, layout).array()).isEqualTo(values.array());
    }

    @Test
    void theHashIsThatOfLittleEndianFloats() {
        // printf '\000\000\200\077\000\000\000\300' | sha256sum
        assertThat(ParameterHash.sha256(new Storage(new float[]{9, 1, -2, 9}, 1, 2)))
                .isEqualTo("ee4ac73c2bd27756ab82780f27c73a7bc4d3f0bb6acb37e008bc27eccd7e588b");
    }

    @Test
    void tensorsAreFoundByNameWhateverTheirOrder() throws IOException {
        Path file = folder.resolve("other");
        new SafetensorsFile(new TreeMap<>(), List.of(new TensorEntry("b", Shape.of(1), 0),
                new TensorEntry("a", Shape.of(2), 1)), new Storage(new float[]{1, 2, 3}, 0, 3)).write(file);
        List<TensorEntry> layout = List.of(new TensorEntry("a", Shape.of(2), 0), new TensorEntry("b", Shape.of(1), 2));
        assertThat(ModelFile.read(file, layout).array()).containsExactly(2, 3, 1);
    }

    @Test
    void anotherModelsFileIsRefusedWithBothShapes() throws IOException {
        Path file = folder.resolve("model");
        write(file);
        TensorEntry weight = LAYOUT.getFirst();
        assertThatThrownBy(() -> ModelFile.read(file, List.of(new TensorEntry("dense1.weight", Shape.of(3, 2), 0))))
                .isInstanceOf(DamagedFileException.class)
                .hasMessage(file + ": the model needs tensor dense1.weight of shape [3, 2], the file has [2, 3]");
        assertThatThrownBy(() -> ModelFile.read(file, List.of(new TensorEntry("x", Shape.of(3), 0))))
                .hasMessageContaining("needs tensor x of shape [3], the file has none");
        assertThatThrownBy(() -> ModelFile.read(file, List.of(weight))).hasMessageContaining("no tensor dense1.bias");
    }

    @Test
    void everyTruncationAndEveryChangedValueIsFound() throws IOException {
        Path file = folder.resolve("model");
        write(file);
        byte[] whole = Files.readAllBytes(file);
        int headerEnd = whole.length - VALUES.length * Float.BYTES;
        for (int bytes = 0; bytes < whole.length; bytes++) {
            Files.write(file, Arrays.copyOf(whole, bytes));
            assertThatThrownBy(() -> ModelFile.read(file, LAYOUT)).isInstanceOf(DamagedFileException.class);
        }
        for (int at = headerEnd; at < whole.length; at++) {
            byte[] changed = whole.clone();
            changed[at] ^= 1;
            Files.write(file, changed);
            assertThatThrownBy(() -> ModelFile.read(file, LAYOUT)).hasMessageContaining("values are damaged");
        }
        for (int at = 0; at < headerEnd; at++) {
            byte[] changed = whole.clone();
            changed[at] = (byte) 0xFF;
            Files.write(file, changed);
            assertThatThrownBy(() -> ModelFile.read(file, LAYOUT)).as("byte %s", at)
                    .isInstanceOf(DamagedFileException.class);
        }
    }

    private static void write(Path file) throws IOException {
        ModelFile.write(file, LAYOUT, new Storage(VALUES, 0, VALUES.length), Map.of("job", "digits \"1\""));
    }
}
