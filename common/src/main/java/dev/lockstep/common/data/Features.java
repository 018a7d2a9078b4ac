package dev.lockstep.common.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;

/**
 * The features of examples, one after the other. A value is {@code (float) (raw * scale)}, the product taken in double;
 * both forms give the same bits for the same file.
 */
sealed interface Features {

    /** See {@link Examples#touch}. */
    default int touch(int example, int width) {
        return 0;
    }

    /** Writes the scaled features of {@code example}. */
    void copy(int example, int width, float[] destination, int offset);

    /** Adds the contents, the same bytes on every machine. */
    void digest(MessageDigest into);

    /** Integers 0 to 255, scaled through a table while they are copied. */
    record Bytes(byte[] raw, float[] scaled) implements Features {

        static final int VALUES = 256;
        private static final int CACHE_LINE_BYTES = 64;

        static Bytes of(byte[] raw, double scale) {
            float[] scaled = new float[VALUES];
            for (int value = 0; value < VALUES; value++) {
                scaled[value] = (float) (value * scale);
            }
            return new Bytes(raw, scaled);
        }

        @Override
        public int touch(int example, int width) {
            int sum = 0;
            int end = (example + 1) * width;
            for (int i = example * width; i < end; i += CACHE_LINE_BYTES) {
                sum += raw[i];
            }
            return sum;
        }

        @Override
        public void copy(int example, int width, float[] destination, int offset) {
            int from = example * width;
            for (int i = 0; i < width; i++) {
                destination[offset + i] = scaled[raw[from + i] & 0xff];
            }
        }

        @Override
        public void digest(MessageDigest into) {
            into.update((byte) 'b');
            into.update(raw);
        }
    }

    /** Anything else, scaled when it was read. */
    record Floats(float[] scaled) implements Features {

        @Override
        public void copy(int example, int width, float[] destination, int offset) {
            System.arraycopy(scaled, example * width, destination, offset, width);
        }

        @Override
        public void digest(MessageDigest into) {
            into.update((byte) 'f');
            digestFloats(scaled, into);
        }
    }

    static void digestFloats(float[] values, MessageDigest into) {
        ByteBuffer chunk = ByteBuffer.allocate(Content.BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            if (chunk.remaining() < Float.BYTES) {
                into.update(chunk.flip());
                chunk.clear();
            }
            chunk.putFloat(value);
        }
        into.update(chunk.flip());
    }
}
