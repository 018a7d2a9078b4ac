package dev.lockstep.common.kernel;

import dev.lockstep.common.tensor.Storage;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Copies values that are rounded to bfloat16 to memory outside of the heap and back: two bytes each, little-endian, in
 * order. Through a tile that stays in the first cache, since the vectors that pack work on arrays. For one thread.
 */
public final class Bfloat16Copy {

    /** 8 KiB. */
    private static final int TILE = 4096;

    private static final ValueLayout.OfShort PACKED = ValueLayout.JAVA_SHORT_UNALIGNED
            .withOrder(ByteOrder.LITTLE_ENDIAN);

    private final short[] tile = new short[TILE];

    /** @param at where in {@code to}, in bytes */
    public void put(Storage values, MemorySegment to, long at) {
        for (int done = 0, run; done < values.length(); done += run) {
            run = Math.min(TILE, values.length() - done);
            Bfloat16.pack(run, values.array(), values.offset() + done, tile, 0);
            MemorySegment.copy(tile, 0, to, PACKED, at + (long) done * Short.BYTES, run);
        }
    }

    /** @param at where in {@code from}, in bytes */
    public void get(MemorySegment from, long at, Storage values) {
        for (int done = 0, run; done < values.length(); done += run) {
            run = Math.min(TILE, values.length() - done);
            MemorySegment.copy(from, PACKED, at + (long) done * Short.BYTES, tile, 0, run);
            Bfloat16.unpack(run, tile, 0, values.array(), values.offset() + done);
        }
    }
}
