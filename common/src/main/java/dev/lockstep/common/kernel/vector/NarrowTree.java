package dev.lockstep.common.kernel.vector;

import jdk.incubator.vector.FloatVector;

/**
 * The tree over shards of gradients with few columns, the last layer's for instance. Lanes run along the rows, and the
 * operands, in which both sides of a link lie side by side, are read where they are stored.
 */
public final class NarrowTree {

    private static final int LANES = FloatVector.SPECIES_PREFERRED.length();
    private static final int ROWS = 2 * LANES;

    private NarrowTree() {}

    /** Whether {@link #sums} can do it: 20 sums need the 32 registers of AVX-512. */
    public static boolean fits(int m, int n) {
        return LANES == 16 && n >= NarrowTiles.COLUMNS && n <= LANES && m >= ROWS;
    }

    /** Floats of scratch memory that {@link #sums} needs. */
    public static int scratchFloats(int depth, int n) {
        return (depth + 1) * LANES * ROWS + LANES * (n + 1);
    }

    /**
     * {@code out[node]} gets at {@code outOffset} the [m, n] sums over links of {@code left^T right}.
     *
     * @param merges  additions after each shard
     * @param depth   of the stack
     * @param rowEnds one past the last link of each shard
     * @param left    [links, m]
     * @param right   [links, n]
     */
    public static void sums(int[] merges, int depth, int[] rowEnds, int m, int n, float[] left, int lo, int ldl,
            float[] right, int ro, int ldr, float[][] out, int outOffset, float[] scratch) {
        int entry = LANES * ROWS;
        int zeros = depth * entry;
        int turned = zeros + entry;
        for (int i = zeros; i < turned; i++) {
            scratch[i] = 0f;
        }
        for (int next = 0; next < m; next += ROWS) {
            int i = Math.min(next, m - ROWS);
            int nodes = 0;
            for (int j = 0; j < n; j += NarrowTiles.COLUMNS) {
                int column = Math.min(j, n - NarrowTiles.COLUMNS);
                nodes = strip(merges, rowEnds, left, lo + i, ldl, right, ro + column, ldr, scratch, column * ROWS,
                        zeros);
            }
            for (int node = 0; node < nodes; node++) {
                store(n, scratch, node * entry, out[node], outOffset + i * n, i + ROWS == m ? turned : -1);
            }
        }
    }

    /**
     * An entry, transposed, to where it belongs. Each row is a whole vector, and ends in what the next one overwrites;
     * after the last row of all are other gradients, so it goes by way of {@code turned}, if that is not negative.
     */
    private static void store(int n, float[] stack, int entry, float[] out, int at, int turned) {
        Transposition.block(n, stack, entry, ROWS, out, at, n);
        int second = at + LANES * n;
        if (turned < 0) {
            Transposition.block(n, stack, entry + LANES, ROWS, out, second, n);
        } else {
            Transposition.block(n, stack, entry + LANES, ROWS, stack, turned, n);
            System.arraycopy(stack, turned, out, second, LANES * n);
        }
    }

    /** The tree of one tile, from {@code so} on in each entry; returns how many entries remain. */
    private static int strip(int[] merges, int[] rowEnds, float[] left, int lo, int ldl, float[] right, int ro, int ldr,
            float[] stack, int so, int zeros) {
        int entry = LANES * ROWS;
        int top = so;
        int from = 0;
        for (int s = 0; s < rowEnds.length; s++, top += entry) {
            int links = rowEnds[s] - from;
            int size = siblings(s, links, merges, rowEnds);
            int additions = merges[s + size - 1] - size / 2;
            int below = zeros;
            if (additions > 0) {
                top -= entry;
                below = top;
            }
            int ao = ro + from * ldr;
            int bo = lo + from * ldl;
            switch (size) {
                case 4 -> NarrowTiles.four(links, right, ao, ldr, left, bo, ldl, stack, below, top);
                case 2 -> NarrowTiles.two(links, right, ao, ldr, left, bo, ldl, stack, below, top);
                default -> NarrowTiles.one(links, right, ao, ldr, left, bo, ldl, stack, below, top);
            }
            s += size - 1;
            from = rowEnds[s];
            for (int addition = 1; addition < additions; addition++) {
                top -= entry;
                NarrowTiles.add(stack, top, entry);
            }
        }
        return (top - so) / entry;
    }

    /** Leaves of as many links from {@code s} on that are added to each other before anything else: 4, 2 or 1. */
    private static int siblings(int s, int links, int[] merges, int[] rowEnds) {
        if (s + 1 >= rowEnds.length || merges[s] > 0 || merges[s + 1] == 0 || rowEnds[s + 1] - rowEnds[s] != links) {
            return 1;
        }
        boolean four = s + 3 < rowEnds.length && merges[s + 1] == 1 && merges[s + 2] == 0 && merges[s + 3] >= 2
                && rowEnds[s + 2] - rowEnds[s + 1] == links && rowEnds[s + 3] - rowEnds[s + 2] == links;
        return four ? 4 : 2;
    }
}
