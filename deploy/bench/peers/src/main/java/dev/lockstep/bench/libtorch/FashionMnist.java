package dev.lockstep.bench.libtorch;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;

/**
 * The training images and their classes.
 *
 * @param images float32, {@code [60000, 784]}, between 0 and 1
 * @param labels int64, {@code [60000]}
 */
record FashionMnist(Tensor images, Tensor labels) {

    private static final int IMAGES_MAGIC = 0x803;
    private static final int LABELS_MAGIC = 0x801;
    private static final float LARGEST = 255;

    /** Reads the training part from {@code folder}; throws where a file is not what it should be. */
    static FashionMnist read(Path folder) throws IOException {
        Tensor images = bytes(folder.resolve("train-images-idx3-ubyte.gz"), IMAGES_MAGIC, 3);
        Tensor labels = bytes(folder.resolve("train-labels-idx1-ubyte.gz"), LABELS_MAGIC, 1);
        return new FashionMnist(images.div_(new Scalar(LARGEST)), labels.to(torch.ScalarType.Long).flatten());
    }

    int examples() {
        return Math.toIntExact(labels.size(0));
    }

    /** The numbers of an IDX file as float32: a row for each example. */
    private static Tensor bytes(Path file, int magic, int dimensions) throws IOException {
        try (var in = new DataInputStream(
                new BufferedInputStream(new GZIPInputStream(Files.newInputStream(file), 1 << 16)))) {
            int found = in.readInt();
            if (found != magic) {
                throw new IOException(file + " begins with " + found + " and not with " + magic);
            }
            int examples = in.readInt();
            int width = 1;
            for (int i = 1; i < dimensions; i++) {
                width *= in.readInt();
            }
            byte[] pixels = in.readNBytes(examples * width);
            if (pixels.length != examples * width) {
                throw new IOException(file + " ends after " + pixels.length + " of " + examples * width + " bytes");
            }
            try (BytePointer pointer = new BytePointer(pixels)) {
                return torch.from_blob(pointer, new long[]{examples, width},
                        new TensorOptions(torch.ScalarType.Byte)).to(torch.ScalarType.Float);
            }
        }
    }
}
