package dev.lockstep.common.kernel.vector;

import dev.lockstep.common.kernel.scalar.ScalarTiles;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/** Copies between operands and panels, a vector at a time; twin of {@code ScalarPacking}. */
public final class VectorPacking {

    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final int L = S.length();
    private static final VectorSpecies<Float> HALF = VectorSpecies.of(float.class,
            VectorShape.forBitSize(S.vectorBitSize() / 2));
    private static final VectorSpecies<Float> FOUR = FloatVector.SPECIES_128;

    private VectorPacking() {}

    /** k links of {@code rows} rows that lie beside each other, into a panel of a tile's rows, {@code pitch} floats from link to link; zeros for rows that are missing. */
    public static void left(int k, int rows, float[] a, int ao, int lda, float[] panel, int po, int pitch) {
        if (rows < ScalarTiles.ROWS) {
            leftPart(k, rows, a, ao, lda, panel, po, pitch);
            return;
        }
        for (int p = 0; p < k; p++) {
            int from = ao + p * lda;
            int to = po + p * pitch;
            FloatVector.fromArray(FOUR, a, from).intoArray(panel, to);
            FloatVector.fromArray(FOUR, a, from + 4).intoArray(panel, to + 4);
            FloatVector.fromArray(FOUR, a, from + 8).intoArray(panel, to + 8);
        }
    }

    private static void leftPart(int k, int rows, float[] a, int ao, int lda, float[] panel, int po, int pitch) {
        for (int i = 0; i < ScalarTiles.ROWS; i += 4) {
            VectorMask<Float> inside = FOUR.indexInRange(0, Math.max(0, rows - i));
            for (int p = 0; p < k; p++) {
                FloatVector.fromArray(FOUR, a, ao + i + p * lda, inside).intoArray(panel,
                        po + i + p * pitch);
            }
        }
    }

    /** {@code rows} rows of {@code columns} floats, with zeros up to {@code width}, a multiple of the lanes. */
    public static void right(int rows, int columns, int width, float[] b, int bo, int ldb, float[] panel, int po,
            int pitch) {
        for (int j = 0; j < width; j += L) {
            if (columns - j >= L) {
                for (int p = 0; p < rows; p++) {
                    FloatVector.fromArray(S, b, bo + j + p * ldb).intoArray(panel, po + j + p * pitch);
                }
            } else {
                VectorMask<Float> inside = S.indexInRange(0, Math.max(0, columns - j));
                for (int p = 0; p < rows; p++) {
                    FloatVector.fromArray(S, b, bo + j + p * ldb, inside).intoArray(panel, po + j + p * pitch);
                }
            }
        }
    }

    /**
     * {@code columns} rows of k floats, transposed, into a panel [k, width], a whole number of blocks of links.
     *
     * @return how many links have been copied
     */
    public static int transposed(int k, int columns, int width, float[] b, int bo, int ldb, float[] panel, int po) {
        int block = Transposition.BLOCK;
        if (block == 0) {
            return 0;
        }
        for (int j = 0; j < columns; j += block) {
            for (int p = 0; p + block <= k; p += block) {
                Transposition.block(Math.min(block, columns - j), b, bo + j * ldb + p, ldb, panel, po + p * width + j,
                        width);
            }
        }
        return k / block * block;
    }

    /**
     * The first {@code columns} floats of each row of a tile to where they belong. What is left of a row is copied by a
     * whole vector that overlaps the one before it: masked stores take several times as long.
     */
    public static void store(int rows, int columns, int width, float[] tile, int to, float[] c, int co, int ldc) {
        if (columns >= L) {
            for (int j = 0; j < columns; j += L) {
                int at = Math.min(j, columns - L);
                for (int i = 0; i < rows; i++) {
                    FloatVector.fromArray(S, tile, to + at + i * width).intoArray(c, co + at + i * ldc);
                }
            }
        } else if (columns >= HALF.length()) {
            int last = columns - HALF.length();
            for (int i = 0; i < rows; i++) {
                FloatVector first = FloatVector.fromArray(HALF, tile, to + i * width);
                FloatVector second = FloatVector.fromArray(HALF, tile, to + last + i * width);
                first.intoArray(c, co + i * ldc);
                second.intoArray(c, co + last + i * ldc);
            }
        } else {
            VectorMask<Float> inside = S.indexInRange(0, columns);
            for (int i = 0; i < rows; i++) {
                FloatVector.fromArray(S, tile, to + i * width, inside).intoArray(c, co + i * ldc, inside);
            }
        }
    }
}
