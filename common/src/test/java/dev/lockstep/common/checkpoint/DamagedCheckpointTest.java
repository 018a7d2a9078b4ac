package dev.lockstep.common.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A checkpoint that is not bit for bit what was written is never read: it is named, and the one before is used. */
class DamagedCheckpointTest {

    private static final int DAMAGES = 1_000;
    private static final long SEED = 20_260_101;

    private static final Checkpoint BEFORE = Checkpoints.of(11, 1, OptionalDouble.of(0.75));
    private static final Checkpoint NEWEST = Checkpoints.of(12, 2);
    private static final CheckpointName NAME = new CheckpointName(12, 2);

    @TempDir
    private Path folder;

    private Path values;
    private Path manifest;
    private byte[] wholeValues;
    private byte[] wholeManifest;

    @BeforeEach
    void writeTwo() throws IOException {
        CheckpointStore store = new CheckpointStore(Disk.REAL, folder);
        store.write(BEFORE);
        store.write(NEWEST);
        values = folder.resolve(NAME.valuesFile());
        manifest = folder.resolve(NAME.manifestFile());
        wholeValues = Files.readAllBytes(values);
        wholeManifest = Files.readAllBytes(manifest);
    }

    @Test
    void aThousandDamagedFilesAreAllDetected() throws IOException {
        SplittableRandom random = new SplittableRandom(SEED);
        for (int i = 0; i < DAMAGES; i++) {
            boolean isManifest = random.nextBoolean();
            byte[] whole = isManifest ? wholeManifest : wholeValues;
            byte[] damaged = damaged(whole, random);
            if (Arrays.equals(whole, damaged)) {
                i--;
                continue;
            }
            Path file = isManifest ? manifest : values;
            Files.write(file, damaged);
            assertPassedOver("damage %d of seed %d, of the %s".formatted(i, SEED, isManifest ? "manifest" : "values"),
                    file.getFileName().toString());
            Files.write(file, whole);
        }
    }

    @Test
    void everyFlippedBitOfTheManifestIsDetected() throws IOException {
        for (int bit = 0; bit < wholeManifest.length * Byte.SIZE; bit++) {
            byte[] damaged = wholeManifest.clone();
            damaged[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
            assertThatThrownBy(() -> ManifestJson.read(damaged)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void swappedFilesAreDetected() throws IOException {
        CheckpointName before = new CheckpointName(11, 1);
        Files.copy(folder.resolve(before.valuesFile()), values, StandardCopyOption.REPLACE_EXISTING);
        assertPassedOver("values of another step", NAME.valuesFile());
        Files.copy(folder.resolve(before.manifestFile()), manifest, StandardCopyOption.REPLACE_EXISTING);
        assertPassedOver("both of another step", "belongs to step-00000011.term-0001");
        Files.write(values, wholeValues);
        assertPassedOver("the manifest of another step", "belongs to step-00000011.term-0001");
    }

    private byte[] damaged(byte[] whole, SplittableRandom random) {
        byte[] damaged = whole.clone();
        return switch (random.nextInt(5)) {
            case 0 -> {
                damaged[random.nextInt(whole.length)] ^= (byte) (1 << random.nextInt(Byte.SIZE));
                yield damaged;
            }
            case 1 -> Arrays.copyOf(whole, random.nextInt(whole.length));
            case 2 -> Arrays.copyOf(whole, whole.length + 1 + random.nextInt(100));
            case 3 -> {
                int from = random.nextInt(whole.length);
                Arrays.fill(damaged, from, Math.min(whole.length, from + 1 + random.nextInt(512)), (byte) 0);
                yield damaged;
            }
            default -> {
                for (int i = random.nextInt(whole.length); i < whole.length && random.nextInt(64) > 0; i++) {
                    damaged[i] = (byte) random.nextInt();
                }
                yield damaged;
            }
        };
    }

    private void assertPassedOver(String what, String words) throws IOException {
        List<String> damaged = new ArrayList<>();
        Optional<Checkpoint> found = new CheckpointStore(Disk.REAL, folder).newestWhole(damaged);
        assertThat(found).as(what).isPresent();
        assertThat(Checkpoints.same(found.get(), BEFORE)).as(what).isTrue();
        assertThat(damaged).as(what).singleElement().asString().contains(words);
    }
}
