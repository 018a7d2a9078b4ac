package dev.lockstep.common.kernel.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Register tiles of {@code c += a b}: a(i, p) lies at {@code ao + i ars + p acs}, row p of b at {@code bo + p brs}.
 * All sums stay in registers from the first link to the last: that is why these are straight lines, not loops over
 * arrays of vectors. Rows past {@code rows} repeat the last one; their sums mean nothing.
 */
final class StridedTiles {

    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final int L = S.length();

    private StridedTiles() {}

    /** 6 rows of 4 vectors: 24 sums and 4 vectors of b in 32 registers. */
    // @formatter:off
    static void sixByFour(int rows, int k, float[] a, int ao, int ars, int acs, float[] b, int bo, int brs,
            float[] c, int co, int ldc, boolean fresh) {
        int r0 = co, r1 = r0 + ldc, r2 = r1 + ldc, r3 = r2 + ldc, r4 = r3 + ldc, r5 = r4 + ldc;
        int last = rows - 1;
        int a0 = ao, a1 = ao + Math.min(1, last) * ars, a2 = ao + Math.min(2, last) * ars,
                a3 = ao + Math.min(3, last) * ars, a4 = ao + Math.min(4, last) * ars,
                a5 = ao + Math.min(5, last) * ars;
        FloatVector c00 = start(fresh, c, r0), c01 = start(fresh, c, r0 + L), c02 = start(fresh, c, r0 + 2 * L),
                c03 = start(fresh, c, r0 + 3 * L);
        FloatVector c10 = start(fresh, c, r1), c11 = start(fresh, c, r1 + L), c12 = start(fresh, c, r1 + 2 * L),
                c13 = start(fresh, c, r1 + 3 * L);
        FloatVector c20 = start(fresh, c, r2), c21 = start(fresh, c, r2 + L), c22 = start(fresh, c, r2 + 2 * L),
                c23 = start(fresh, c, r2 + 3 * L);
        FloatVector c30 = start(fresh, c, r3), c31 = start(fresh, c, r3 + L), c32 = start(fresh, c, r3 + 2 * L),
                c33 = start(fresh, c, r3 + 3 * L);
        FloatVector c40 = start(fresh, c, r4), c41 = start(fresh, c, r4 + L), c42 = start(fresh, c, r4 + 2 * L),
                c43 = start(fresh, c, r4 + 3 * L);
        FloatVector c50 = start(fresh, c, r5), c51 = start(fresh, c, r5 + L), c52 = start(fresh, c, r5 + 2 * L),
                c53 = start(fresh, c, r5 + 3 * L);
        for (int p = 0, bp = bo, ap = 0; p < k; p++, bp += brs, ap += acs) {
            FloatVector b0 = FloatVector.fromArray(S, b, bp), b1 = FloatVector.fromArray(S, b, bp + L),
                    b2 = FloatVector.fromArray(S, b, bp + 2 * L), b3 = FloatVector.fromArray(S, b, bp + 3 * L);
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
        c00.intoArray(c, r0); c01.intoArray(c, r0 + L); c02.intoArray(c, r0 + 2 * L); c03.intoArray(c, r0 + 3 * L);
        c10.intoArray(c, r1); c11.intoArray(c, r1 + L); c12.intoArray(c, r1 + 2 * L); c13.intoArray(c, r1 + 3 * L);
        c20.intoArray(c, r2); c21.intoArray(c, r2 + L); c22.intoArray(c, r2 + 2 * L); c23.intoArray(c, r2 + 3 * L);
        c30.intoArray(c, r3); c31.intoArray(c, r3 + L); c32.intoArray(c, r3 + 2 * L); c33.intoArray(c, r3 + 3 * L);
        c40.intoArray(c, r4); c41.intoArray(c, r4 + L); c42.intoArray(c, r4 + 2 * L); c43.intoArray(c, r4 + 3 * L);
        c50.intoArray(c, r5); c51.intoArray(c, r5 + L); c52.intoArray(c, r5 + 2 * L); c53.intoArray(c, r5 + 3 * L);
    }
    // @formatter:on

    /** 6 rows of 2 vectors, for 16 registers and for what is left at the right. */
    // @formatter:off
    static void sixByTwo(int rows, int k, float[] a, int ao, int ars, int acs, float[] b, int bo, int brs,
            float[] c, int co, int ldc, boolean fresh) {
        int r0 = co, r1 = r0 + ldc, r2 = r1 + ldc, r3 = r2 + ldc, r4 = r3 + ldc, r5 = r4 + ldc;
        int last = rows - 1;
        int a0 = ao, a1 = ao + Math.min(1, last) * ars, a2 = ao + Math.min(2, last) * ars,
                a3 = ao + Math.min(3, last) * ars, a4 = ao + Math.min(4, last) * ars,
                a5 = ao + Math.min(5, last) * ars;
        FloatVector c00 = start(fresh, c, r0), c01 = start(fresh, c, r0 + L);
        FloatVector c10 = start(fresh, c, r1), c11 = start(fresh, c, r1 + L);
        FloatVector c20 = start(fresh, c, r2), c21 = start(fresh, c, r2 + L);
        FloatVector c30 = start(fresh, c, r3), c31 = start(fresh, c, r3 + L);
        FloatVector c40 = start(fresh, c, r4), c41 = start(fresh, c, r4 + L);
        FloatVector c50 = start(fresh, c, r5), c51 = start(fresh, c, r5 + L);
        for (int p = 0, bp = bo, ap = 0; p < k; p++, bp += brs, ap += acs) {
            FloatVector b0 = FloatVector.fromArray(S, b, bp), b1 = FloatVector.fromArray(S, b, bp + L);
            FloatVector x = FloatVector.broadcast(S, a[a0 + ap]);
            c00 = x.fma(b0, c00); c01 = x.fma(b1, c01);
            x = FloatVector.broadcast(S, a[a1 + ap]);
            c10 = x.fma(b0, c10); c11 = x.fma(b1, c11);
            x = FloatVector.broadcast(S, a[a2 + ap]);
            c20 = x.fma(b0, c20); c21 = x.fma(b1, c21);
            x = FloatVector.broadcast(S, a[a3 + ap]);
            c30 = x.fma(b0, c30); c31 = x.fma(b1, c31);
            x = FloatVector.broadcast(S, a[a4 + ap]);
            c40 = x.fma(b0, c40); c41 = x.fma(b1, c41);
            x = FloatVector.broadcast(S, a[a5 + ap]);
            c50 = x.fma(b0, c50); c51 = x.fma(b1, c51);
        }
        c00.intoArray(c, r0); c01.intoArray(c, r0 + L);
        c10.intoArray(c, r1); c11.intoArray(c, r1 + L);
        c20.intoArray(c, r2); c21.intoArray(c, r2 + L);
        c30.intoArray(c, r3); c31.intoArray(c, r3 + L);
        c40.intoArray(c, r4); c41.intoArray(c, r4 + L);
        c50.intoArray(c, r5); c51.intoArray(c, r5 + L);
    }
    // @formatter:on

    /** 12 rows of one vector, for narrow products: enough independent chains to hide the latency of fma. */
    // @formatter:off
    static void twelveByOne(int rows, int k, float[] a, int ao, int ars, int acs, float[] b, int bo, int brs,
            float[] c, int co, int ldc, boolean fresh) {
        int r0 = co, r1 = r0 + ldc, r2 = r1 + ldc, r3 = r2 + ldc, r4 = r3 + ldc, r5 = r4 + ldc, r6 = r5 + ldc,
                r7 = r6 + ldc, r8 = r7 + ldc, r9 = r8 + ldc, r10 = r9 + ldc, r11 = r10 + ldc;
        int last = rows - 1;
        int a0 = ao, a1 = ao + Math.min(1, last) * ars, a2 = ao + Math.min(2, last) * ars,
                a3 = ao + Math.min(3, last) * ars, a4 = ao + Math.min(4, last) * ars,
                a5 = ao + Math.min(5, last) * ars, a6 = ao + Math.min(6, last) * ars,
                a7 = ao + Math.min(7, last) * ars, a8 = ao + Math.min(8, last) * ars,
                a9 = ao + Math.min(9, last) * ars, a10 = ao + Math.min(10, last) * ars,
                a11 = ao + Math.min(11, last) * ars;
        FloatVector c00 = start(fresh, c, r0);
        FloatVector c10 = start(fresh, c, r1);
        FloatVector c20 = start(fresh, c, r2);
        FloatVector c30 = start(fresh, c, r3);
        FloatVector c40 = start(fresh, c, r4);
        FloatVector c50 = start(fresh, c, r5);
        FloatVector c60 = start(fresh, c, r6);
        FloatVector c70 = start(fresh, c, r7);
        FloatVector c80 = start(fresh, c, r8);
        FloatVector c90 = start(fresh, c, r9);
        FloatVector ca0 = start(fresh, c, r10);
        FloatVector cb0 = start(fresh, c, r11);
        for (int p = 0, bp = bo, ap = 0; p < k; p++, bp += brs, ap += acs) {
            FloatVector b0 = FloatVector.fromArray(S, b, bp);
            FloatVector x = FloatVector.broadcast(S, a[a0 + ap]);
            c00 = x.fma(b0, c00);
            x = FloatVector.broadcast(S, a[a1 + ap]);
            c10 = x.fma(b0, c10);
            x = FloatVector.broadcast(S, a[a2 + ap]);
            c20 = x.fma(b0, c20);
            x = FloatVector.broadcast(S, a[a3 + ap]);
            c30 = x.fma(b0, c30);
            x = FloatVector.broadcast(S, a[a4 + ap]);
            c40 = x.fma(b0, c40);
            x = FloatVector.broadcast(S, a[a5 + ap]);
            c50 = x.fma(b0, c50);
            x = FloatVector.broadcast(S, a[a6 + ap]);
            c60 = x.fma(b0, c60);
            x = FloatVector.broadcast(S, a[a7 + ap]);
            c70 = x.fma(b0, c70);
            x = FloatVector.broadcast(S, a[a8 + ap]);
            c80 = x.fma(b0, c80);
            x = FloatVector.broadcast(S, a[a9 + ap]);
            c90 = x.fma(b0, c90);
            x = FloatVector.broadcast(S, a[a10 + ap]);
            ca0 = x.fma(b0, ca0);
            x = FloatVector.broadcast(S, a[a11 + ap]);
            cb0 = x.fma(b0, cb0);
        }
        c00.intoArray(c, r0);
        c10.intoArray(c, r1);
        c20.intoArray(c, r2);
        c30.intoArray(c, r3);
        c40.intoArray(c, r4);
        c50.intoArray(c, r5);
        c60.intoArray(c, r6);
        c70.intoArray(c, r7);
        c80.intoArray(c, r8);
        c90.intoArray(c, r9);
        ca0.intoArray(c, r10);
        cb0.intoArray(c, r11);
    }
    // @formatter:on

    private static FloatVector start(boolean fresh, float[] c, int at) {
        return fresh ? FloatVector.zero(S) : FloatVector.fromArray(S, c, at);
    }
}
