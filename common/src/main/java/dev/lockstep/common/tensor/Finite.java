package dev.lockstep.common.tensor;

/** Whether values are finite: no infinity, no NaN. */
public final class Finite {

    private Finite() {}

    /** True if every float of {@code values} is finite. */
    public static boolean all(Storage values) {
        return all(values.array(), values.offset(), values.offset() + values.length());
    }

    /** x * 0 is a zero for a finite x, else NaN, and sums keep that; four chains, for one would wait for itself. */
    private static boolean all(float[] x, int from, int to) {
        float a = 0;
        float b = 0;
        float c = 0;
        float d = 0;
        int i = from;
        for (; i + 4 <= to; i += 4) {
            a += x[i] * 0;
            b += x[i + 1] * 0;
            c += x[i + 2] * 0;
            d += x[i + 3] * 0;
        }
        for (; i < to; i++) {
            a += x[i] * 0;
        }
        return a + b + c + d == 0;
    }
}
