package dev.lockstep.worker.compute;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 over the bits of numbers, little-endian. */
final class BitsDigest {

    private static final int BUFFER_BYTES = 1 << 14;

    private final MessageDigest digest;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);

    BitsDigest() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every Java has SHA-256", missing);
        }
    }

    void add(float[] values, int length) {
        for (int from = 0; from < length;) {
            int count = Math.min(length - from, BUFFER_BYTES / Float.BYTES);
            buffer.clear();
            buffer.asFloatBuffer().put(values, from, count);
            digest.update(buffer.limit(count * Float.BYTES));
            from += count;
        }
    }

    void add(double value) {
        buffer.clear();
        buffer.putDouble(value).flip();
        digest.update(buffer);
    }

    /** In hexadecimal; starts afresh. */
    String end() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
