package dev.lockstep.common.kernel;

import java.util.Arrays;

/**
 * Sums along a row: element j is added to virtual lane {@code j mod 16}, each lane in order from +0; then lane l gets
 * lane {@code l + 8}, then {@code l + 4}, {@code l + 2}, {@code l + 1}, and lane 0 is the sum.
 */
public final class RowSums {

    static final int LANES = 16;

    private RowSums() {}

    /** {@code out[row]} is the sum of {@code x[row, 0 .. columns)}. */
    public static void sum(int rows, int columns, float[] x, int xo, float[] out, int oo) {
        float[] lanes = new float[LANES];
        for (int row = 0; row < rows; row++) {
            out[oo + row] = sum(columns, x, xo + row * columns, lanes);
        }
    }

    static float sum(int columns, float[] x, int xo, float[] lanes) {
        Arrays.fill(lanes, 0f);
        for (int j = 0; j < columns; j++) {
            lanes[j % LANES] += x[xo + j];
        }
        return fold(lanes);
    }

    /** The fixed tree over 16 lanes. */
    static float fold(float[] lanes) {
        for (int width = LANES / 2; width > 0; width /= 2) {
            for (int l = 0; l < width; l++) {
                lanes[l] += lanes[l + width];
            }
        }
        return lanes[0];
    }
}
