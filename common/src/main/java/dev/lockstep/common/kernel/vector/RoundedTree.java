package dev.lockstep.common.kernel.vector;

import dev.lockstep.common.kernel.scalar.ScalarTiles;

/**
 * {@link VectorTree} with leaves and sums that are rounded to bfloat16. A leaf leaves the registers as it is: it is rounded
 * where it is added, out of the first cache.
 */
public final class RoundedTree {

    /** Rows of a tile of two vectors. */
    private static final int SIX = 6;

    private RoundedTree() {}

    /** As {@link VectorTree#sums}, with groups of one leaf. */
    public static void sums(int rows, int width, int[] linkEnds, int[] merges, float[] a, int ao, float[] b, int bo,
            float[] stack, int zeros) {
        if (width == VectorTiles.NARROW) {
            strip(ScalarTiles.ROWS, width, linkEnds, merges, a, ao, b, bo, stack, 0, zeros);
            return;
        }
        for (int i = 0; i < rows; i += SIX) {
            strip(SIX, width, linkEnds, merges, a, ao + i, b, bo, stack, i * width, zeros);
        }
    }

    private static void strip(int rows, int width, int[] linkEnds, int[] merges, float[] a, int ao, float[] b, int bo,
            float[] stack, int so, int zeros) {
        int entry = ScalarTiles.ROWS * width;
        int floats = rows * width;
        int top = so;
        int from = 0;
        for (int s = 0; s < linkEnds.length; s++, top += entry) {
            leaf(width, linkEnds[s] - from, a, ao + from * ScalarTiles.ROWS, b, bo + from * width, stack, zeros, top);
            from = linkEnds[s];
            if (merges[s] == 0) {
                VectorBfloat16.round(floats, stack, top);
                continue;
            }
            top -= entry;
            VectorBfloat16.addRounded(floats, stack, top, stack, top + entry);
            for (int merge = 1; merge < merges[s]; merge++) {
                top -= entry;
                VectorBfloat16.add(floats, stack, top, stack, top + entry);
            }
        }
    }

    private static void leaf(int width, int links, float[] a, int ao, float[] b, int bo, float[] stack, int zeros,
            int to) {
        if (width == VectorTiles.NARROW) {
            LeafTiles.twelveByOne(links, a, ao, ScalarTiles.ROWS, b, bo, width, stack, zeros, to);
        } else {
            LeafTiles.sixByTwo(links, a, ao, ScalarTiles.ROWS, b, bo, width, stack, zeros, to);
        }
    }
}
