package dev.lockstep.common.kernel;

import dev.lockstep.common.kernel.scalar.ScalarTiles;
import dev.lockstep.common.kernel.vector.RoundedTree;
import dev.lockstep.common.kernel.vector.VectorTiles;
import dev.lockstep.common.kernel.vector.VectorTree;
import dev.lockstep.common.reduce.Precision;

/**
 * A tile of a product, {@link #ROWS} by a width: the one place where sums over k are made. Each element is a chain of
 * {@code fma} over k in order, from +0 ({@code fresh}) or from what {@code c} holds. Elements of a always come first.
 *
 * <p>A tile computes {@code width} floats a row and, in groups of six, rows past {@code rows} too; those mean nothing,
 * so {@code c} must have room for them, and b must be readable over the whole width.
 */
final class Tile {

    /** Rows of a tile, and of a packed panel of the left operand. */
    static final int ROWS = ScalarTiles.ROWS;
    /** The widths a tile may have, in floats. */
    static final int NARROW = KernelChoice.VECTOR ? VectorTiles.NARROW : ScalarTiles.NARROW;
    static final int MIDDLE = KernelChoice.VECTOR ? VectorTiles.MIDDLE : ScalarTiles.MIDDLE;
    static final int WIDE = KernelChoice.VECTOR ? VectorTiles.WIDE : ScalarTiles.WIDE;
    static final int SIZE = ROWS * WIDE;
    /** The widest tile of a {@link #tree}. */
    static final int TREE_WIDE = KernelChoice.VECTOR ? VectorTree.WIDE : ScalarTiles.WIDE;

    private Tile() {}

    /** The width of the next tile where {@code columns} are left. */
    static int width(int columns) {
        return columns > MIDDLE ? WIDE : columns > NARROW ? MIDDLE : NARROW;
    }

    /** The width of the next tile of a {@link #tree} over n columns where {@code columns} are left. */
    static int treeWidth(int n, int columns) {
        return n <= NARROW ? NARROW : Math.max(MIDDLE, Math.min(TREE_WIDE, width(columns)));
    }

    /** Leaves that a group may have in a {@link #tree} over n columns. */
    static int siblings(int n, Precision precision) {
        return KernelChoice.VECTOR && n > NARROW && precision == Precision.F32 ? VectorTree.SIBLINGS : 1;
    }

    /** Whether a tile may be stored where only {@code rows} rows of {@code columns} floats are ours. */
    static boolean fits(int rows, int columns, int width) {
        return columns >= width && (rows == ROWS || rows == ROWS / 2 && width != NARROW);
    }

    /** {@code c += a b}: a(i, p) lies at {@code ao + i ars + p acs}, row p of b at {@code bo + p brs}. */
    static void chain(int rows, int width, int k, float[] a, int ao, int ars, int acs, float[] b, int bo, int brs,
            float[] c, int co, int ldc, boolean fresh) {
        if (KernelChoice.VECTOR) {
            VectorTiles.chain(rows, width, k, a, ao, ars, acs, b, bo, brs, c, co, ldc, fresh);
        } else {
            ScalarTiles.chain(rows, width, k, a, ao, ars, acs, b, bo, brs, c, co, ldc, fresh);
        }
    }

    /** As {@link #chain}, but row p of b lies at {@code bo + offsets[p]}; never {@link #NARROW}. */
    static void chainScattered(int rows, int width, int k, float[] a, int ao, int ars, int acs, float[] b, int bo,
            int[] offsets, float[] c, int co, int ldc, boolean fresh) {
        if (KernelChoice.VECTOR) {
            VectorTiles.chainScattered(rows, width, k, a, ao, ars, acs, b, bo, offsets, c, co, ldc, fresh);
        } else {
            ScalarTiles.chainScattered(rows, width, k, a, ao, ars, acs, b, bo, offsets, c, co, ldc, fresh);
        }
    }

    /**
     * The tree over shards: a leaf is the chain over its links from +0, rounded; siblings of a group are added, then
     * the two topmost entries of the stack {@code merges} times, each sum rounded. Operands are packed as {@link LeafGroups} says, a as
     * [links, ROWS], b as [links, width]; an entry of the stack is [ROWS, width], the first one at 0; at
     * {@code zeros} lie as many zeros.
     */
    static void tree(int rows, int width, LeafGroups groups, Precision precision, float[] a, int ao, float[] b, int bo,
            float[] stack, int zeros) {
        if (!KernelChoice.VECTOR) {
            ScalarTiles.tree(rows, width, groups.linkEnds(), groups.merges(), precision, a, ao, b, bo, stack);
        } else if (precision == Precision.BF16) {
            RoundedTree.sums(rows, width, groups.linkEnds(), groups.merges(), a, ao, b, bo, stack, zeros);
        } else {
            VectorTree.sums(rows, width, groups.sizes(), groups.linkEnds(), groups.merges(), a, ao, b, bo, stack,
                    zeros);
        }
    }

    /** Makes leaves of chains: rounds. */
    static void complete(int floats, Precision precision, float[] stack, int at) {
        if (precision == Precision.BF16) {
            Bfloat16.round(floats, stack, at);
            return;
        }
        for (int i = at; i < at + floats; i++) {
            stack[i] = stack[i] + 0.0f;
        }
    }

    /** Adds to the floats from {@code at} on, a multiple of the lanes, those {@code distance} further, and rounds. */
    static void add(int floats, Precision precision, float[] stack, int at, int distance) {
        if (precision == Precision.BF16) {
            Bfloat16.add(floats, stack, at, stack, at + distance);
        } else if (KernelChoice.VECTOR) {
            VectorTiles.add(floats, stack, at, distance);
        } else {
            ScalarTiles.add(floats, stack, at, distance);
        }
    }
}
