package dev.lockstep.common.kernel.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Tiles of a convolution's output whose lines are one to two vectors long, straight where they belong: 6 filters, two
 * lines, a vector at either end of a line. The two vectors of a line overlap: what both compute is the same. With few
 * channels a chain is so short that a copy of the tile would cost as much as the tile.
 */
public final class LineTiles {

    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final int L = S.length();
    private static final int FILTERS = 6;

    private LineTiles() {}

    /** Whether {@link #product} can do it: 24 sums need the 32 registers of AVX-512. */
    public static boolean fits(int filters, int lines, int columns) {
        return L >= 16 && filters >= FILTERS && lines >= 2 && columns > L && columns <= 2 * L;
    }

    /**
     * {@code c[filters, lines, columns]}, each a chain over k from +0 of {@code a[filter, p]} times the source at
     * {@code taps[p]} from the position; lines of the source are {@code pitch} floats apart. The last filters and lines
     * may be computed twice.
     */
    public static void product(int filters, int lines, int columns, int k, float[] a, int ao, float[] source, int pitch,
            int[] taps, float[] c, int co) {
        int plane = lines * columns;
        for (int i = 0; i < filters; i += FILTERS) {
            int f = Math.min(i, filters - FILTERS);
            for (int j = 0; j < lines; j += 2) {
                int line = Math.min(j, lines - 2);
                tile(k, a, ao + f * k, source, line * pitch, pitch, taps, c, co + f * plane + line * columns, plane,
                        columns);
            }
        }
    }

    // @formatter:off
    private static void tile(int k, float[] a, int ao, float[] b, int bo, int pitch, int[] offsets, float[] c, int co,
            int plane, int columns) {
        int shift = columns - L;
        int r0 = co, r1 = r0 + plane, r2 = r1 + plane, r3 = r2 + plane, r4 = r3 + plane, r5 = r4 + plane;
        int a0 = ao, a1 = a0 + k, a2 = a1 + k, a3 = a2 + k, a4 = a3 + k, a5 = a4 + k;
        FloatVector c00 = FloatVector.zero(S), c01 = FloatVector.zero(S), c02 = FloatVector.zero(S), c03 = FloatVector.zero(S);
        FloatVector c10 = FloatVector.zero(S), c11 = FloatVector.zero(S), c12 = FloatVector.zero(S), c13 = FloatVector.zero(S);
        FloatVector c20 = FloatVector.zero(S), c21 = FloatVector.zero(S), c22 = FloatVector.zero(S), c23 = FloatVector.zero(S);
        FloatVector c30 = FloatVector.zero(S), c31 = FloatVector.zero(S), c32 = FloatVector.zero(S), c33 = FloatVector.zero(S);
        FloatVector c40 = FloatVector.zero(S), c41 = FloatVector.zero(S), c42 = FloatVector.zero(S), c43 = FloatVector.zero(S);
        FloatVector c50 = FloatVector.zero(S), c51 = FloatVector.zero(S), c52 = FloatVector.zero(S), c53 = FloatVector.zero(S);
        for (int p = 0, ap = 0; p < k; p++, ap++) {
            int bp = bo + offsets[p];
            FloatVector b0 = FloatVector.fromArray(S, b, bp), b1 = FloatVector.fromArray(S, b, bp + shift),
                    b2 = FloatVector.fromArray(S, b, bp + pitch), b3 = FloatVector.fromArray(S, b, bp + pitch + shift);
            FloatVector x = FloatVector.broadcast(S, a[a0 + ap]);
            c00 = x.fma(b0, c00); c01 = x.fma(b1, c01); c02 = x.fma(b2, c02); c03 = x.fma(b3, c03);
            x = FloatVector.broadcast(S, a[a1 + ap]);
            c10 = x.fma(b0, c10); c11 = x.fma(b1, c11); c12 = x.fma(b2, c12); c13 = x.fma(b3, c13);
            x = FloatVector.broadcast(S, a[a2 + ap]);
            c20 = x.fma(b0, c20); c21 = x.fma(b1, c21); c22 = x.fma(b2, c22); c23 = x.fma(b3, c23);
            x = FloatVector.broadcast(S, a[a3 + ap]);
            c30 = x.fma(b0, c30); c31 = x.fma(b1, c31); c32 = x.fma(b2, c32); c33 = x.fma(b3, c33);
            x = FloatVector.broadcast(S, a[a4 + ap]);
            c40 = x.fma(b0, c40); c41 = x.fma(b1, c41); c42 = x.fma(b2, c42); c43 = x.fma(b3, c43);
            x = FloatVector.broadcast(S, a[a5 + ap]);
            c50 = x.fma(b0, c50); c51 = x.fma(b1, c51); c52 = x.fma(b2, c52); c53 = x.fma(b3, c53);
        }
        c00.intoArray(c, r0); c01.intoArray(c, r0 + shift); c02.intoArray(c, r0 + columns); c03.intoArray(c, r0 + columns + shift);
        c10.intoArray(c, r1); c11.intoArray(c, r1 + shift); c12.intoArray(c, r1 + columns); c13.intoArray(c, r1 + columns + shift);
        c20.intoArray(c, r2); c21.intoArray(c, r2 + shift); c22.intoArray(c, r2 + columns); c23.intoArray(c, r2 + columns + shift);
        c30.intoArray(c, r3); c31.intoArray(c, r3 + shift); c32.intoArray(c, r3 + columns); c33.intoArray(c, r3 + columns + shift);
        c40.intoArray(c, r4); c41.intoArray(c, r4 + shift); c42.intoArray(c, r4 + columns); c43.intoArray(c, r4 + columns + shift);
        c50.intoArray(c, r5); c51.intoArray(c, r5 + shift); c52.intoArray(c, r5 + columns); c53.intoArray(c, r5 + columns + shift);
    }
    // @formatter:on
}
