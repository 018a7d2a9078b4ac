package dev.lockstep.common.kernel.scalar;

import dev.lockstep.common.reduce.Precision;

/** Rounding to bfloat16 and packing, by plain loops. */
public final class ScalarBfloat16 {

    private static final int DROPPED_BITS = 16;

    private ScalarBfloat16() {}

    public static void round(int n, float[] x, int xo) {
        for (int i = xo; i < xo + n; i++) {
            x[i] = Precision.toBfloat16(x[i]);
        }
    }

    public static void add(int n, float[] left, int lo, float[] right, int ro) {
        for (int i = 0; i < n; i++) {
            left[lo + i] = Precision.toBfloat16(left[lo + i] + right[ro + i]);
        }
    }

    public static void addRounded(int n, float[] left, int lo, float[] right, int ro) {
        for (int i = 0; i < n; i++) {
            left[lo + i] = Precision.toBfloat16(left[lo + i] + Precision.toBfloat16(right[ro + i]));
        }
    }

    public static void pack(int n, float[] x, int xo, short[] packed, int po) {
        for (int i = 0; i < n; i++) {
            packed[po + i] = (short) (Float.floatToRawIntBits(x[xo + i]) >>> DROPPED_BITS);
        }
    }

    public static void unpack(int n, short[] packed, int po, float[] x, int xo) {
        for (int i = 0; i < n; i++) {
            x[xo + i] = Float.intBitsToFloat(packed[po + i] << DROPPED_BITS);
        }
    }
}
