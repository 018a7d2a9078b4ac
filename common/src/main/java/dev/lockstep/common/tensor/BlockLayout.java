package dev.lockstep.common.tensor;

import java.util.Arrays;

/**
 * How the flat parameter vector is cut into blocks, the unit of transfer and of ownership. Blocks are contiguous and in
 * order; where they are cut never touches a bit.
 *
 * @param starts first float of each block, then the length of the whole vector: one more than there are blocks
 */
public record BlockLayout(int[] starts) {

    /** Longest block, in floats (1 MiB): bounds what waits on a missing chunk. */
    public static final int MAX_BLOCK_FLOATS = 1 << 18;

    /** Neighbouring parameters are joined up to this many floats (64 KiB), so that a bias does not travel alone. */
    public static final int JOINED_BLOCK_FLOATS = 1 << 14;

    /**
     * Cuts at the borders of parameters, joining short neighbours and splitting long ones.
     *
     * @param parameterLengths in layout order, each at least 1
     */
    public static BlockLayout of(int... parameterLengths) {
        int[] starts = new int[2 + parameterLengths.length + total(parameterLengths) / MAX_BLOCK_FLOATS];
        int blocks = 0;
        int end = 0;
        for (int length : parameterLengths) {
            int blockStart = blocks == 0 ? 0 : starts[blocks - 1];
            if (blocks == 0 || end - blockStart + length > JOINED_BLOCK_FLOATS) {
                starts[blocks++] = end;
            }
            end += length;
            while (end - starts[blocks - 1] > MAX_BLOCK_FLOATS) {
                starts[blocks] = starts[blocks - 1] + MAX_BLOCK_FLOATS;
                blocks++;
            }
        }
        starts[blocks] = end;
        return new BlockLayout(Arrays.copyOf(starts, blocks + 1));
    }

    public int blocks() {
        return starts.length - 1;
    }

    public int start(int block) {
        return starts[block];
    }

    public int length(int block) {
        return starts[block + 1] - starts[block];
    }

    /** Length of the whole vector. */
    public int floats() {
        return starts[starts.length - 1];
    }

    /** The block that holds a float: a binary search over the starts. */
    public int blockOf(int index) {
        int low = 0;
        int high = blocks() - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (starts[middle] <= index) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    /** The part of {@code flat} that is {@code block}. */
    public Storage of(Storage flat, int block) {
        return flat.slice(start(block), length(block));
    }

    private static int total(int[] lengths) {
        return Arrays.stream(lengths).reduce(0, Math::addExact);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BlockLayout that && Arrays.equals(starts, that.starts);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(starts);
    }

    @Override
    public String toString() {
        return blocks() + " blocks of " + floats() + " floats";
    }
}
