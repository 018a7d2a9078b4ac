package dev.lockstep.common.data;

import static dev.lockstep.common.data.DataFiles.features;
import static dev.lockstep.common.data.DataFiles.images;
import static dev.lockstep.common.data.DataFiles.labels;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.lockstep.common.job.DataSpec;
import dev.lockstep.common.job.LossKind;
import dev.lockstep.common.tensor.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdxTest {

    @TempDir
    private Path folder;

    private Path imagesFile;
    private Path labelsFile;

    @BeforeEach
    void nameTheFiles() {
        imagesFile = folder.resolve("images");
        labelsFile = folder.resolve("labels");
    }

    @Test
    void readsImagesPlainAndGzipToTheSameHash() throws Exception {
        byte[] images = images(2, 1, 2, 0, 255, 51, 102);
        TrainingData plain = load(images, labels(2, 1, 0), LossKind.CROSS_ENTROPY);
        assertThat(plain.train().shape()).isEqualTo(Shape.of(1, 1, 2));
        assertThat(features(plain.train(), 0)).containsExactly(0, 1);
        assertThat(features(plain.train(), 1)).containsExactly((float) (51 * (1.0 / 255)), (float) (102 * (1.0 / 255)));
        assertThat(plain.train().label(0)).isEqualTo(1);

        DataFiles.gzip(imagesFile, images);
        DataFiles.gzip(labelsFile, labels(2, 1, 0));
        assertThat(load(LossKind.CROSS_ENTROPY).sha256()).isEqualTo(plain.sha256()).hasSize(64);
        assertThat(load(images, labels(2, 1, 1), LossKind.CROSS_ENTROPY).sha256()).isNotEqualTo(plain.sha256());
    }

    @Test
    void tellsFilesThatDoNotFit() throws Exception {
        byte[] images = images(2, 1, 2, 1, 2, 3, 4);
        assertThat(fault(Arrays.copyOf(images, 19), labels(2, 1, 0))).hasMessage(
                imagesFile + ": truncated: announces 2 examples of 2 bytes, holds 1 whole ones");
        assertThat(fault(Arrays.copyOf(images, 9), labels(2, 1, 0))).hasMessage(
                imagesFile + ": truncated: the header is not whole");
        assertThat(fault(Arrays.copyOf(images, 21), labels(2, 1, 0))).hasMessage(
                imagesFile + ": holds more than the 2 examples that it announces");
        assertThat(fault(images, labels(3, 1, 0, 1))).hasMessage(
                imagesFile + ": holds 2 images, but " + labelsFile + " 3 labels; they do not belong together");
        assertThat(fault(labels(2, 1, 0), images)).hasMessage(imagesFile
                + ": found the magic number 2049, needs 2051 for images; are images and labels exchanged?");
        assertThat(fault(new byte[]{'1', ',', '2', '\n', 0}, labels(2, 1, 0))).hasMessageContaining(
                "it is not an IDX file of images");
        assertThat(fault(images, labels(2, 1, 3))).hasMessageStartingWith(labelsFile
                + ":2: found the label 3, needs a class, an integer from 0 to 2 (the network has 3 outputs)");
    }

    @Test
    void nothingIsAllocatedForAnnouncementsThatCannotBeTrue() throws Exception {
        assertThat(fault(images(2_000_000_000, 1, 1, 1), labels(1, 1))).hasMessageContaining("truncated: announces");
        assertThat(fault(images(-1, 1, 1, 1), labels(1, 1))).hasMessageContaining("announces an extent of 4294967295");
        assertThat(fault(images(Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE, 1), labels(1, 1)))
                .hasMessageContaining("values fit");
        assertThat(fault(images(0, 28, 28), labels(0))).hasMessageContaining("nothing in it");
    }

    private DataFault fault(byte[] images, byte[] labels) {
        return catchThrowableOfType(DataFault.class, () -> load(images, labels, LossKind.CROSS_ENTROPY));
    }

    private TrainingData load(byte[] images, byte[] labels, LossKind loss) throws IOException, DataFault {
        Files.write(imagesFile, images);
        Files.write(labelsFile, labels);
        return load(loss);
    }

    private TrainingData load(LossKind loss) throws DataFault {
        DataSpec spec = new DataSpec.Idx(new DataSpec.IdxFiles(imagesFile, labelsFile), Optional.empty(),
                Optional.empty(),
                1.0 / 255, DataSpec.Split.NONE);
        return DataLoader.load(spec, loss, 3, 1, Optional.empty());
    }
}
