package dev.lockstep.common.kernel.scalar;

/** Copies between operands and panels. */
public final class ScalarPacking {

    /** Links copied at a time when a panel is transposed, so that what is written stays in the first cache. */
    private static final int BLOCK = 16;

    private ScalarPacking() {}

    /** k links of {@code rows} rows that lie beside each other, into a panel, {@code pitch} floats from link to link. */
    public static void left(int k, int rows, float[] a, int ao, int lda, float[] panel, int po, int pitch) {
        for (int p = 0; p < k; p++) {
            for (int i = 0; i < rows; i++) {
                panel[po + p * pitch + i] = a[ao + p * lda + i];
            }
        }
    }

    /** {@code rows} rows of {@code columns} floats, with zeros up to {@code width}. */
    public static void right(int rows, int columns, int width, float[] b, int bo, int ldb, float[] panel, int po,
            int pitch) {
        for (int p = 0; p < rows; p++) {
            System.arraycopy(b, bo + p * ldb, panel, po + p * pitch, columns);
            for (int j = columns; j < width; j++) {
                panel[po + p * pitch + j] = 0f;
            }
        }
    }

    /** {@code columns} rows of k floats, transposed, into a panel [k, width]. */
    public static void transposed(int k, int columns, int width, float[] b, int bo, int ldb, float[] panel, int po) {
        for (int p0 = 0; p0 < k; p0 += BLOCK) {
            int end = Math.min(k, p0 + BLOCK);
            for (int j = 0; j < columns; j++) {
                for (int p = p0; p < end; p++) {
                    panel[po + p * width + j] = b[bo + j * ldb + p];
                }
            }
        }
    }

    /** The first {@code columns} floats of each row of a tile to where they belong. */
    public static void store(int rows, int columns, int width, float[] tile, int to, float[] c, int co, int ldc) {
        for (int i = 0; i < rows; i++) {
            System.arraycopy(tile, to + i * width, c, co + i * ldc, columns);
        }
    }
}
