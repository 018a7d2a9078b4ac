package dev.lockstep.common.checkpoint;

import dev.lockstep.common.tensor.Storage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.HexFormat;
import java.util.zip.CRC32C;

/**
 * The receipt of a step: a digest of the parameters that it gave, cheap enough to be taken after each one. Every CPU that
 * counts has CRC32C in hardware.
 *
 * <pre>
 *   chunk:    CRC32C of up to 64 KiB of little-endian float32, counted from the start of a block
 *   block:    CRC32C of its chunks' digests, little-endian, in order
 *   version:  CRC32C of its blocks' digests, little-endian, in order
 * </pre>
 *
 * It finds errors, not forgeries. Allocates nothing but a scratch buffer for each thread.
 */
public final class ParameterDigest {

    /** 64 KiB. */
    public static final int CHUNK_FLOATS = 1 << 14;

    private static final ThreadLocal<ParameterDigest> SCRATCH = ThreadLocal.withInitial(ParameterDigest::new);

    private final ByteBuffer bytes = ByteBuffer.allocate(CHUNK_FLOATS * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private final FloatBuffer floats = bytes.asFloatBuffer();
    private final CRC32C ofChunk = new CRC32C();
    private final CRC32C ofAll = new CRC32C();
    private final byte[] digestBytes = new byte[Integer.BYTES];

    private ParameterDigest() {}

    /** @param values of one block */
    public static int ofBlock(Storage values) {
        return SCRATCH.get().block(values.array(), values.offset(), values.length());
    }

    /** @param values at most {@value #CHUNK_FLOATS} */
    public static int ofChunk(Storage values) {
        return SCRATCH.get().chunk(values.array(), values.offset(), values.length());
    }

    /** @param digests of all chunks of a block, or of all blocks of a version, in order */
    public static int combined(int[] digests) {
        return SCRATCH.get().all(digests);
    }

    /** As receipts are written: 8 hexadecimal digits. */
    public static String text(int digest) {
        return HexFormat.of().toHexDigits(digest);
    }

    private int block(float[] array, int offset, int length) {
        ofAll.reset();
        for (int done = 0; done < length; done += CHUNK_FLOATS) {
            int run = Math.min(CHUNK_FLOATS, length - done);
            add(chunk(array, offset + done, run));
        }
        return (int) ofAll.getValue();
    }

    private int chunk(float[] array, int offset, int length) {
        floats.clear().put(array, offset, length);
        ofChunk.reset();
        ofChunk.update(bytes.array(), 0, length * Float.BYTES);
        return (int) ofChunk.getValue();
    }

    private int all(int[] digests) {
        ofAll.reset();
        for (int digest : digests) {
            add(digest);
        }
        return (int) ofAll.getValue();
    }

    private void add(int digest) {
        digestBytes[0] = (byte) digest;
        digestBytes[1] = (byte) (digest >>> Byte.SIZE);
        digestBytes[2] = (byte) (digest >>> 2 * Byte.SIZE);
        digestBytes[3] = (byte) (digest >>> 3 * Byte.SIZE);
        ofAll.update(digestBytes, 0, Integer.BYTES);
    }
}
