package dev.lockstep.common.kernel;

/** Products of two matrices, each plain or transposed as it is stored. */
public final class MatrixProduct {

    /**
     * Links of the chain that are made before the next tile: a panel of the right operand then fits the second cache.
     */
    private static final int K_BLOCK = 384;
    /** Columns of the right operand packed at a time. */
    private static final int N_BLOCK = 1024;
    /** Fewer rows than this do not repay a packed right operand. */
    private static final int ROWS_THAT_REPAY_PACKING = 25;
    /** A right operand that lies within this much memory may be read as it is stored. */
    private static final int FLOATS_OF_FIRST_CACHE = 8 << 10;
    /** Fewer columns than this do not repay a packed left operand. */
    private static final int COLUMNS_THAT_REPAY_PACKING = 65;

    private MatrixProduct() {}

    /**
     * {@code c[m, n] = act(op(a)[m, k] op(b)[k, n] + bias[n])}. Each element is a chain of {@code fma} over k in order
     * from +0, whatever the tiling; then {@code bias[n]} is added, if there is one; then the activation is applied.
     *
     * @param transposeA whether {@code a} is stored as [k, m]
     * @param transposeB whether {@code b} is stored as [n, k]
     * @param lda        floats from one stored row of {@code a} to the next; so {@code ldb}, {@code ldc}
     * @param bias       n floats from {@code biasOffset} on, or null for none
     */
    public static void multiply(boolean transposeA, boolean transposeB, int m, int n, int k, float[] a, int aOffset,
            int lda, float[] b, int bOffset, int ldb, float[] c, int cOffset, int ldc, float[] bias, int biasOffset,
            Activation activation, Workspace workspace) {
        for (int n0 = 0; n0 < n; n0 += N_BLOCK) {
            int columns = Math.min(N_BLOCK, n - n0);
            int k0 = 0;
            do {
                int links = Math.min(K_BLOCK, k - k0);
                int ao = aOffset + (transposeA ? k0 * lda : k0);
                int bo = bOffset + (transposeB ? n0 * ldb + k0 : k0 * ldb + n0);
                block(transposeA, transposeB, m, columns, links, a, ao, lda, b, bo, ldb, c, cOffset + n0, ldc, k0 == 0,
                        workspace);
                k0 += links;
            } while (k0 < k);
            Finish.rows(m, columns, c, cOffset + n0, ldc, bias, biasOffset + n0, activation);
        }
    }

    /** One block of columns and links: goes on with the chains in c, or begins them. */
    private static void block(boolean transposeA, boolean transposeB, int m, int n, int k, float[] a, int ao, int lda,
            float[] b, int bo, int ldb, float[] c, int co, int ldc, boolean fresh, Workspace workspace) {
        boolean packB = transposeB || m >= ROWS_THAT_REPAY_PACKING && (long) k * ldb > FLOATS_OF_FIRST_CACHE;
        float[] right = workspace.right(k * (n + Tile.WIDE));
        int start = workspace.rightStart();
        if (packB) {
            for (int j = 0, width; j < n; j += width) {
                width = Tile.width(n - j);
                packRight(transposeB, k, Math.min(width, n - j), width, b, bo + (transposeB ? j * ldb : j), ldb, right,
                        start + j * k);
            }
        }
        boolean packA = transposeA && n >= COLUMNS_THAT_REPAY_PACKING;
        float[] left = packA ? workspace.left(k * Tile.ROWS) : a;
        for (int i = 0; i < m; i += Tile.ROWS) {
            int rows = Math.min(Tile.ROWS, m - i);
            if (packA) {
                Packing.left(k, rows, a, ao + i, lda, left, 0, Tile.ROWS);
            }
            int lo = packA ? 0 : transposeA ? ao + i : ao + i * lda;
            int lrs = packA || transposeA ? 1 : lda;
            int lcs = packA ? Tile.ROWS : transposeA ? lda : 1;
            for (int j = 0, width; j < n; j += width) {
                width = Tile.width(n - j);
                int columns = Math.min(width, n - j);
                boolean packed = packB;
                if (!packB && columns < width) {
                    packed = true;
                    if (i == 0) {
                        packRight(false, k, columns, width, b, bo + j, ldb, right, start + j * k);
                    }
                }
                tile(rows, columns, width, k, left, lo, lrs, lcs, packed ? right : b, packed ? start + j * k : bo + j,
                        packed ? width : ldb, c, co + i * ldc + j, ldc, fresh, workspace);
            }
        }
    }

    private static void packRight(boolean transposed, int k, int columns, int width, float[] b, int bo, int ldb,
            float[] panel, int po) {
        if (transposed) {
            Packing.rightTransposed(k, columns, width, b, bo, ldb, panel, po);
        } else {
            Packing.right(k, columns, width, b, bo, ldb, panel, po, width);
        }
    }

    /** A tile straight in c where it fits, else by way of scratch memory. */
    private static void tile(int rows, int columns, int width, int k, float[] a, int ao, int ars, int acs, float[] b,
            int bo, int brs, float[] c, int co, int ldc, boolean fresh, Workspace workspace) {
        if (Tile.fits(rows, columns, width)) {
            Tile.chain(rows, width, k, a, ao, ars, acs, b, bo, brs, c, co, ldc, fresh);
            return;
        }
        float[] scratch = workspace.tiles(Tile.SIZE);
        if (!fresh) {
            for (int i = 0; i < rows; i++) {
                System.arraycopy(c, co + i * ldc, scratch, i * width, columns);
            }
        }
        Tile.chain(rows, width, k, a, ao, ars, acs, b, bo, brs, scratch, 0, width, fresh);
        Packing.store(rows, columns, width, scratch, 0, c, co, ldc);
    }
}
