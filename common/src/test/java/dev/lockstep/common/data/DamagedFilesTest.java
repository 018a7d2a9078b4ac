package dev.lockstep.common.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.common.job.DataSpec;
import dev.lockstep.common.job.LossKind;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever a data file holds, it is data or a fault in words, never another exception. */
class DamagedFilesTest {

    private static final int ROUNDS = 500;

    @TempDir
    private Path folder;

    @Test
    void damagedCsvGivesFaultsOnly() throws Exception {
        byte[] content = "a,\"b c\",y\n1,2,0\n3,-4.5e1,1\n\"7\",8,2\n".repeat(3).getBytes(StandardCharsets.UTF_8);
        Path file = folder.resolve("x.csv");
        DataSpec spec = new DataSpec.Csv(file, Optional.empty(), Optional.empty(), List.of("y"), DataSpec.Header.AUTO,
                1,
                Optional.empty(), DataSpec.Split.NONE);
        damage(content, file, spec);
        byte[] packed = Files.readAllBytes(DataFiles.gzip(file, content));
        damage(packed, file, spec);
    }

    @Test
    void damagedIdxGivesFaultsOnly() throws Exception {
        Path images = folder.resolve("images");
        Path labels = folder.resolve("labels");
        byte[] imageBytes = DataFiles.images(4, 2, 2, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16);
        Files.write(labels, DataFiles.labels(4, 0, 1, 2, 2));
        DataSpec spec = new DataSpec.Idx(new DataSpec.IdxFiles(images, labels), Optional.empty(), Optional.empty(), 1,
                DataSpec.Split.NONE);
        damage(imageBytes, images, spec);
        Files.write(images, imageBytes);
        damage(Files.readAllBytes(labels), labels, spec);
    }

    private static void damage(byte[] whole, Path file, DataSpec spec) throws Exception {
        SplittableRandom random = new SplittableRandom(2);
        int faulty = 0;
        for (int round = 0; round < ROUNDS; round++) {
            byte[] damaged = Arrays.copyOf(whole, random.nextInt(3) == 0 ? random.nextInt(whole.length) : whole.length);
            for (int change = random.nextInt(3); change > 0 && damaged.length > 0; change--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            Files.write(file, damaged);
            try {
                DataLoader.load(spec, LossKind.CROSS_ENTROPY, 3, 1, Optional.empty());
            } catch (DataFault fault) {
                assertThat(fault.getMessage()).contains(file.getParent().toString());
                faulty++;
            } catch (RuntimeException | OutOfMemoryError other) {
                throw new AssertionError("round " + round + " of " + file, other);
            }
        }
        assertThat(faulty).isBetween(ROUNDS / 4, ROUNDS);
    }
}
