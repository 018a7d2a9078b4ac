package dev.lockstep.common.checkpoint;

import static dev.lockstep.common.checkpoint.Checkpoints.LAYOUT;
import static dev.lockstep.common.checkpoint.Checkpoints.of;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.common.tensor.Shape;
import dev.lockstep.common.tensor.Storage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointStoreTest {

    @TempDir
    private Path folder;

    @Test
    void whatIsWrittenIsReadToTheLastBit() throws IOException {
        CheckpointStore store = store();
        assertThat(store.newestWhole(new ArrayList<>())).isEmpty();
        Manifest manifest = store.write(of(200, 3, OptionalDouble.of(0.1)));
        assertThat(names()).containsExactly("step-00000200.term-0003.json", "step-00000200.term-0003.safetensors");
        assertThat(manifest.bytes()).isEqualTo(Files.size(folder.resolve("step-00000200.term-0003.safetensors")));
        assertThat(Checkpoints.same(newest(), of(200, 3, OptionalDouble.of(0.1)))).isTrue();
        assertThat(SafetensorsFile.readEntries(folder.resolve(manifest.file()))).hasSize(6).endsWith(
                new TensorEntry("optimizer.1.dense1.bias", Shape.of(5), 70));
    }

    @Test
    void theNewestIsTheHighestStepThenTheHighestTerm() throws IOException {
        CheckpointStore store = store();
        for (Checkpoint checkpoint : List.of(of(9, 1), of(200_000_000, 1), of(10, 4), of(10, 3))) {
            store.write(checkpoint);
        }
        assertThat(newest().facts().step()).isEqualTo(200_000_000);
        for (Path file : Disk.REAL.list(folder)) {
            if (file.toString().contains("200000000")) {
                Files.delete(file);
            }
        }
        assertThat(newest().facts().term()).isEqualTo(4);
    }

    @Test
    void aDamagedOneIsNamedAndTheOneBeforeIsUsed() throws IOException {
        CheckpointStore store = store();
        for (int step = 1; step <= 4; step++) {
            store.write(of(step, 1));
        }
        Files.writeString(folder.resolve("step-00000004.term-0001.json"), "{}");
        Files.delete(folder.resolve("step-00000003.term-0001.safetensors"));
        List<String> damaged = new ArrayList<>();
        assertThat(store().newestWhole(damaged).orElseThrow().facts().step()).isEqualTo(2);
        assertThat(damaged).hasSize(2);
        assertThat(damaged.get(0)).contains("step-00000004.term-0001.json: damaged");
        assertThat(damaged.get(1)).contains("step-00000003.term-0001.safetensors: is missing");
    }

    @Test
    void valuesWithoutAManifestAreNoCheckpoint() throws IOException {
        store().write(of(1, 1));
        store().write(of(2, 1));
        Files.delete(folder.resolve("step-00000002.term-0001.json"));
        assertThat(newest().facts().step()).isEqualTo(1);
    }

    @Test
    void theNewestFewAndTheBestStay() throws IOException {
        CheckpointStore store = store();
        double[] losses = {5, 0.5, Double.NaN, 0.5, 2, 3};
        for (int i = 0; i < losses.length; i++) {
            store.write(of(i + 1, 1, OptionalDouble.of(losses[i])));
            store.prune(2);
        }
        assertThat(names()).containsExactly("step-00000002.term-0001.json", "step-00000002.term-0001.safetensors",
                "step-00000005.term-0001.json", "step-00000005.term-0001.safetensors", "step-00000006.term-0001.json",
                "step-00000006.term-0001.safetensors");
        Files.writeString(folder.resolve(".step-00000001.term-0001.json.tmp"), "interrupted");
        Files.writeString(folder.resolve(".step-00000009.term-0002.json.tmp"), "being written");
        Files.writeString(folder.resolve("step-00000003.term-0001.safetensors"), "no manifest came");
        store().prune(1);
        assertThat(names()).containsExactly(".step-00000009.term-0002.json.tmp", "step-00000002.term-0001.json",
                "step-00000002.term-0001.safetensors", "step-00000006.term-0001.json",
                "step-00000006.term-0001.safetensors");
    }

    @Test
    void aDamagedOneDoesNotCountWhenOlderOnesAreDeleted() throws IOException {
        for (int step = 1; step <= 5; step++) {
            store().write(of(step, 1));
        }
        Path damaged = folder.resolve("step-00000004.term-0001.safetensors");
        byte[] bytes = Files.readAllBytes(damaged);
        bytes[bytes.length - 1] ^= 1;
        Files.write(damaged, bytes);
        Files.writeString(folder.resolve("step-00000005.term-0001.json"), "");
        store().prune(2);
        assertThat(names()).filteredOn(name -> name.endsWith("json")).containsExactly("step-00000002.term-0001.json",
                "step-00000003.term-0001.json", "step-00000004.term-0001.json", "step-00000005.term-0001.json");
        assertThat(newest().facts().step()).isEqualTo(3);
    }

    @Test
    void whateverFailsLeavesTheOldCheckpointOrTheNew() throws IOException {
        FaultyDisk whole = new FaultyDisk(-1);
        store().write(of(1, 1));
        new CheckpointStore(whole, folder).write(of(2, 1));
        int operations = whole.operations().size();
        assertThat(operations).isGreaterThan(10);
        for (int failing = 0; failing < operations; failing++) {
            Files.deleteIfExists(folder.resolve("step-00000002.term-0001.json"));
            Files.deleteIfExists(folder.resolve("step-00000002.term-0001.safetensors"));
            FaultyDisk disk = new FaultyDisk(failing);
            assertThatThrownBy(() -> new CheckpointStore(disk, folder).write(of(2, 1))).isInstanceOf(IOException.class)
                    .hasMessageContaining("No space left");
            assertThat(newest().facts().step()).as(disk.operations().toString()).isEqualTo(1);
            assertThat(names()).as(disk.operations().toString()).containsExactly("step-00000001.term-0001.json",
                    "step-00000001.term-0001.safetensors");
            assertForcedOnce(disk);
        }
    }

    @Test
    void deletingWhatIsOldNeverLeavesLess() throws IOException {
        FaultyDisk whole = prepared(-1);
        new CheckpointStore(whole, folder).prune(1);
        int operations = whole.operations().size();
        assertThat(operations).isGreaterThan(4);
        for (int failing = 0; failing < operations; failing++) {
            FaultyDisk disk = prepared(failing);
            assertThatThrownBy(() -> new CheckpointStore(disk, folder).prune(1)).isInstanceOf(IOException.class);
            assertThat(newest().facts().step()).as(disk.operations().toString()).isEqualTo(3);
        }
    }

    @Test
    void whatWasDurableBeforeIsDeletedOnlyAfterTheFolderIsForced() throws IOException {
        FaultyDisk disk = prepared(-1);
        new CheckpointStore(disk, folder).prune(1);
        assertThat(disk.operations().getFirst()).startsWith("forceFolder");
        assertThat(disk.operations()).contains("delete step-00000001.term-0001.json");
    }

    @Test
    void twoTensorsOfOneNameAreRefusedWithWords() {
        List<TensorEntry> layout = List.of(new TensorEntry("optimizer.0.a", Shape.of(20), 0),
                new TensorEntry("a", Shape.of(5), 20));
        Checkpoint checkpoint = of(1, 1);
        assertThat(LAYOUT).hasSameSizeAs(layout);
        assertThatThrownBy(() -> store().write(
                new Checkpoint(checkpoint.facts(), layout, checkpoint.parameters(), checkpoint.state())))
                .isInstanceOf(IOException.class).hasMessageContaining("optimizer.0.a");
    }

    @Test
    void stateOfAnotherLengthIsABrokenInvariant() {
        Checkpoint checkpoint = of(1, 1);
        assertThatThrownBy(() -> new Checkpoint(checkpoint.facts(), LAYOUT, checkpoint.parameters(),
                List.of(Storage.allocate(24)))).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("[24]");
    }

    private FaultyDisk prepared(int failing) throws IOException {
        for (int step = 1; step <= 3; step++) {
            store().write(of(step, 1));
        }
        return new FaultyDisk(failing);
    }

    private static void assertForcedOnce(FaultyDisk disk) {
        List<String> forces = disk.operations().stream().filter(o -> o.startsWith("force ")).toList();
        assertThat(forces).doesNotHaveDuplicates();
    }

    private CheckpointStore store() {
        return new CheckpointStore(Disk.REAL, folder);
    }

    private Checkpoint newest() throws IOException {
        Optional<Checkpoint> newest = store().newestWhole(new ArrayList<>());
        return newest.orElseThrow();
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
