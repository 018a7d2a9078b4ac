package dev.lockstep.common.kernel.scalar;

import dev.lockstep.common.reduce.Precision;
import java.util.Arrays;

/** Tiles by plain loops: four links of the chain at a time, so that a sum is loaded and stored once for them. */
public final class ScalarTiles {

    /** Rows of a tile and of a packed left operand, here and in the vector twin. */
    public static final int ROWS = 12;
    public static final int NARROW = 16;
    public static final int MIDDLE = 32;
    public static final int WIDE = 64;

    private ScalarTiles() {}

    public static void chain(int rows, int width, int k, float[] a, int ao, int ars, int acs, float[] b, int bo,
            int brs,
            float[] c, int co, int ldc, boolean fresh) {
        for (int i = 0; i < rows; i++) {
            int at = co + i * ldc;
            if (fresh) {
                Arrays.fill(c, at, at + width, 0f);
            }
            int ap = ao + i * ars;
            int bp = bo;
            int p = 0;
            for (; p + 4 <= k; p += 4, ap += 4 * acs, bp += 4 * brs) {
                four(width, a[ap], a[ap + acs], a[ap + 2 * acs], a[ap + 3 * acs], b, bp, bp + brs, bp + 2 * brs,
                        bp + 3 * brs, c, at);
            }
            for (; p < k; p++, ap += acs, bp += brs) {
                one(width, a[ap], b, bp, c, at);
            }
        }
    }

    public static void chainScattered(int rows, int width, int k, float[] a, int ao, int ars, int acs, float[] b,
            int bo,
            int[] offsets, float[] c, int co, int ldc, boolean fresh) {
        for (int i = 0; i < rows; i++) {
            int at = co + i * ldc;
            if (fresh) {
                Arrays.fill(c, at, at + width, 0f);
            }
            int ap = ao + i * ars;
            int p = 0;
            for (; p + 4 <= k; p += 4, ap += 4 * acs) {
                four(width, a[ap], a[ap + acs], a[ap + 2 * acs], a[ap + 3 * acs], b, bo + offsets[p],
                        bo + offsets[p + 1],
                        bo + offsets[p + 2], bo + offsets[p + 3], c, at);
            }
            for (; p < k; p++, ap += acs) {
                one(width, a[ap], b, bo + offsets[p], c, at);
            }
        }
    }

    /** The tree over shards of a tile of packed operands; entries of the stack are [{@link #ROWS}, width]. */
    public static void tree(int rows, int width, int[] linkEnds, int[] merges, Precision precision, float[] a, int ao,
            float[] b, int bo, float[] stack) {
        int entry = ROWS * width;
        int top = 0;
        int from = 0;
        for (int s = 0; s < linkEnds.length; s++, top += entry) {
            chain(rows, width, linkEnds[s] - from, a, ao + from * ROWS, 1, ROWS, b, bo + from * width, width, stack,
                    top,
                    width,
                    true);
            from = linkEnds[s];
            complete(rows * width, precision, stack, top);
            for (int merge = merges[s]; merge > 0; merge--, top -= entry) {
                if (precision == Precision.BF16) {
                    ScalarBfloat16.add(rows * width, stack, top - entry, stack, top);
                } else {
                    add(rows * width, stack, top - entry, entry);
                }
            }
        }
    }

    private static void complete(int floats, Precision precision, float[] stack, int at) {
        if (precision == Precision.BF16) {
            ScalarBfloat16.round(floats, stack, at);
            return;
        }
        for (int i = at; i < at + floats; i++) {
            stack[i] = stack[i] + 0.0f;
        }
    }

    private static void four(int width, float a0, float a1, float a2, float a3, float[] b, int b0, int b1, int b2,
            int b3,
            float[] c, int co) {
        for (int j = 0; j < width; j++) {
            float sum = Math.fma(a0, b[b0 + j], c[co + j]);
            sum = Math.fma(a1, b[b1 + j], sum);
            sum = Math.fma(a2, b[b2 + j], sum);
            c[co + j] = Math.fma(a3, b[b3 + j], sum);
        }
    }

    private static void one(int width, float a, float[] b, int bo, float[] c, int co) {
        for (int j = 0; j < width; j++) {
            c[co + j] = Math.fma(a, b[bo + j], c[co + j]);
        }
    }

    /** Adds to the floats from {@code at} on those {@code distance} further. */
    public static void add(int floats, float[] stack, int at, int distance) {
        for (int i = at; i < at + floats; i++) {
            stack[i] = stack[i] + stack[i + distance];
        }
    }
}
