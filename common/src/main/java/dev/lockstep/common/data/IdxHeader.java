package dev.lockstep.common.data;

import dev.lockstep.common.tensor.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * The head of an IDX file of bytes, as MNIST's page describes it: big-endian integers, the magic number (0, 0, 8 for
 * bytes, number of dimensions), then the extents.
 *
 * <pre>
 *   images  00 00 08 03 | count | rows | columns | count x rows x columns bytes
 *   labels  00 00 08 01 | count | count bytes
 * </pre>
 *
 * @param count   examples
 * @param rows    1 for labels
 * @param columns 1 for labels
 */
record IdxHeader(int count, int rows, int columns) {

    static final int IMAGES_MAGIC = 2051;
    static final int LABELS_MAGIC = 2049;

    static IdxHeader images(Path file, InputStream in) throws DataFault {
        expectMagic(file, in, IMAGES_MAGIC, "images");
        IdxHeader header = new IdxHeader(extent(file, in), extent(file, in), extent(file, in));
        header.checkSize(file);
        return header;
    }

    static IdxHeader labels(Path file, InputStream in) throws DataFault {
        expectMagic(file, in, LABELS_MAGIC, "labels");
        IdxHeader header = new IdxHeader(extent(file, in), 1, 1);
        header.checkSize(file);
        return header;
    }

    Shape shape() {
        return Shape.of(1, rows, columns);
    }

    int exampleBytes() {
        return rows * columns;
    }

    private void checkSize(Path file) throws DataFault {
        if (count < 1 || rows < 1 || columns < 1) {
            throw new DataFault(
                    file + ": announces " + count + " examples of " + rows + " x " + columns + ": nothing in it");
        }
        boolean fits = (long) rows * columns <= ExampleBuffer.MAX_VALUES
                && (long) count * exampleBytes() <= ExampleBuffer.MAX_VALUES;
        if (!fits) {
            throw new DataFault(file + ": announces " + count + " examples of " + rows + " x " + columns + ", at most "
                    + ExampleBuffer.MAX_VALUES + " values fit");
        }
        long bytes = (long) count * exampleBytes();
        long most = Content.mostDecodedBytes(file);
        if (bytes > most) {
            throw new DataFault(file + ": truncated: announces " + bytes + " bytes, it can hold at most " + most);
        }
    }

    private static void expectMagic(Path file, InputStream in, int magic, String what) throws DataFault {
        int found = integer(file, in);
        if (found != magic) {
            String hint = found == IMAGES_MAGIC || found == LABELS_MAGIC
                    ? "; are images and labels exchanged?"
                    : "; it is not an IDX file of " + what;
            throw new DataFault(
                    file + ": found the magic number " + Integer.toUnsignedString(found) + ", needs " + magic
                            + " for " + what + hint);
        }
    }

    private static int extent(Path file, InputStream in) throws DataFault {
        int extent = integer(file, in);
        if (extent < 0) {
            throw new DataFault(file + ": announces an extent of " + Integer.toUnsignedString(extent)
                    + ", more than any file holds");
        }
        return extent;
    }

    private static int integer(Path file, InputStream in) throws DataFault {
        try {
            byte[] bytes = in.readNBytes(Integer.BYTES);
            if (bytes.length < Integer.BYTES) {
                throw new DataFault(file + ": truncated: the header is not whole");
            }
            return ByteBuffer.wrap(bytes).getInt();
        } catch (IOException failed) {
            throw Content.unreadable(file, failed);
        }
    }
}
