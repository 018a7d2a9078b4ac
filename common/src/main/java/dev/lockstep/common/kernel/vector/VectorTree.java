package dev.lockstep.common.kernel.vector;

import dev.lockstep.common.kernel.scalar.ScalarTiles;
import jdk.incubator.vector.FloatVector;

/** The tree over shards of a tile of packed operands; twin of {@code ScalarTiles.tree}. */
public final class VectorTree {

    private static final int LANES = FloatVector.SPECIES_PREFERRED.length();
    /** Rows of a tile of two vectors. */
    private static final int SIX = 6;

    /** Floats of the widest tile. */
    public static final int WIDE = VectorTiles.MIDDLE;
    /** Sibling leaves whose sums fit the registers together. */
    public static final int SIBLINGS = LANES >= 16 ? 4 : 1;

    private VectorTree() {}

    /**
     * Adds the leaves of groups; entries of the stack are [ROWS, width], one of zeros at {@code zeros}.
     *
     * @param sizes    leaves of each group, all 1 in a narrow tile
     * @param linkEnds one past the last link of each group
     * @param merges   additions to what lies below after each group
     */
    public static void sums(int rows, int width, int[] sizes, int[] linkEnds, int[] merges, float[] a, int ao,
            float[] b, int bo, float[] stack, int zeros) {
        if (width == VectorTiles.NARROW) {
            strip(ScalarTiles.ROWS, width, sizes, linkEnds, merges, a, ao, b, bo, stack, 0, zeros);
            return;
        }
        for (int i = 0; i < rows; i += SIX) {
            strip(SIX, width, sizes, linkEnds, merges, a, ao + i, b, bo, stack, i * width, zeros);
        }
    }

    /** The rows of a tile whose sums fit the registers. */
    private static void strip(int rows, int width, int[] sizes, int[] linkEnds, int[] merges, float[] a, int ao,
            float[] b, int bo, float[] stack, int so, int zeros) {
        int entry = ScalarTiles.ROWS * width;
        int top = so;
        int from = 0;
        for (int g = 0; g < sizes.length; g++, top += entry) {
            int below = zeros;
            if (merges[g] > 0) {
                top -= entry;
                below = top;
            }
            group(sizes[g], width, linkEnds[g] - from, a, ao + from * ScalarTiles.ROWS, b, bo + from * width, stack,
                    below, top);
            from = linkEnds[g];
            for (int merge = 1; merge < merges[g]; merge++) {
                top -= entry;
                VectorTiles.add(rows * width, stack, top, entry);
            }
        }
    }

    private static void group(int size, int width, int links, float[] a, int ao, float[] b, int bo, float[] stack,
            int below, int to) {
        int ars = size * ScalarTiles.ROWS;
        int brs = size * width;
        if (size == 4) {
            int half = SIX / 2;
            SiblingTiles.four(links / 4, a, ao, ars, b, bo, brs, stack, below, to);
            SiblingTiles.four(links / 4, a, ao + half, ars, b, bo, brs, stack, below + half * width, to + half * width);
        } else if (size == 2) {
            SiblingTiles.pair(links / 2, a, ao, ars, b, bo, brs, stack, below, to);
        } else if (width == VectorTiles.NARROW) {
            LeafTiles.twelveByOne(links, a, ao, ars, b, bo, brs, stack, below, to);
        } else {
            LeafTiles.sixByTwo(links, a, ao, ars, b, bo, brs, stack, below, to);
        }
    }
}
