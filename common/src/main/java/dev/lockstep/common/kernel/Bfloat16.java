package dev.lockstep.common.kernel;

import dev.lockstep.common.kernel.scalar.ScalarBfloat16;
import dev.lockstep.common.kernel.vector.VectorBfloat16;

/** Sums that are rounded to bfloat16, as {@code Precision.toBfloat16} defines it, and such values in two bytes each. */
public final class Bfloat16 {

    private Bfloat16() {}

    /** {@code x = round(x)}. */
    public static void round(int n, float[] x, int xo) {
        if (KernelChoice.VECTOR) {
            VectorBfloat16.round(n, x, xo);
        } else {
            ScalarBfloat16.round(n, x, xo);
        }
    }

    /** {@code left = round(left + right)}. */
    public static void add(int n, float[] left, int lo, float[] right, int ro) {
        if (KernelChoice.VECTOR) {
            VectorBfloat16.add(n, left, lo, right, ro);
        } else {
            ScalarBfloat16.add(n, left, lo, right, ro);
        }
    }

    /** The upper half of each float, whose lower half is lost: zero, if the values are rounded. */
    static void pack(int n, float[] x, int xo, short[] packed, int po) {
        if (KernelChoice.VECTOR) {
            VectorBfloat16.pack(n, x, xo, packed, po);
        } else {
            ScalarBfloat16.pack(n, x, xo, packed, po);
        }
    }

    /** The floats of which these are the upper halves. */
    static void unpack(int n, short[] packed, int po, float[] x, int xo) {
        if (KernelChoice.VECTOR) {
            VectorBfloat16.unpack(n, packed, po, x, xo);
        } else {
            ScalarBfloat16.unpack(n, packed, po, x, xo);
        }
    }
}
