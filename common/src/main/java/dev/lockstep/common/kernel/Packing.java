package dev.lockstep.common.kernel;

import dev.lockstep.common.kernel.scalar.ScalarPacking;
import dev.lockstep.common.kernel.vector.VectorPacking;

/** Copies operands into the order in which tiles read them, and tiles to where they belong. */
final class Packing {

    private Packing() {}

    /**
     * {@code rows} neighbouring columns of a stored [k, ...] matrix as a panel of {@link Tile#ROWS} floats a link,
     * {@code pitch} from one to the next; whatever in rows that are missing.
     */
    static void left(int k, int rows, float[] a, int ao, int lda, float[] panel, int po, int pitch) {
        if (KernelChoice.VECTOR) {
            VectorPacking.left(k, rows, a, ao, lda, panel, po, pitch);
        } else {
            ScalarPacking.left(k, rows, a, ao, lda, panel, po, pitch);
        }
    }

    /**
     * {@code columns} columns of k stored rows as a panel of {@code width} floats a link, {@code pitch} from one to the
     * next, zeros at its right.
     */
    static void right(int k, int columns, int width, float[] b, int bo, int ldb, float[] panel, int po, int pitch) {
        if (KernelChoice.VECTOR) {
            VectorPacking.right(k, columns, width, b, bo, ldb, panel, po, pitch);
        } else {
            ScalarPacking.right(k, columns, width, b, bo, ldb, panel, po, pitch);
        }
    }

    /** {@code columns} stored rows of k floats, transposed, as a panel [k, width], whatever at its right. */
    static void rightTransposed(int k, int columns, int width, float[] b, int bo, int ldb, float[] panel, int po) {
        int done = KernelChoice.VECTOR ? VectorPacking.transposed(k, columns, width, b, bo, ldb, panel, po) : 0;
        ScalarPacking.transposed(k - done, columns, width, b, bo + done, ldb, panel, po + done * width);
    }

    /** The first {@code columns} floats of each row of a tile of {@code width} into c. */
    static void store(int rows, int columns, int width, float[] tile, int to, float[] c, int co, int ldc) {
        if (KernelChoice.VECTOR) {
            VectorPacking.store(rows, columns, width, tile, to, c, co, ldc);
        } else {
            ScalarPacking.store(rows, columns, width, tile, to, c, co, ldc);
        }
    }

    /** The first {@code columns} floats of each row of a tile of {@code width} into a column of c each. */
    static void storeTransposed(int rows, int columns, int width, float[] tile, int to, float[] c, int co, int ldc) {
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                c[co + j * ldc + i] = tile[to + i * width + j];
            }
        }
    }
}
