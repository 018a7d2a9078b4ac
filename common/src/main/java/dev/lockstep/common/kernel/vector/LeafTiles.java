package dev.lockstep.common.kernel.vector;

import dev.lockstep.common.kernel.scalar.ScalarTiles;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Register tiles of a shard's leaf: a chain over k links from zero, which is added to the entry {@code below} as it
 * leaves the registers, and stored at {@code to}. Where there is no left sibling {@code below} holds zeros, which makes
 * {@code x + 0.0f}. With a sibling that addition is left out: a sibling is never -0, so the bits are the same. a is
 * packed as [k, ROWS], b as [k, width].
 */
final class LeafTiles {

    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final int L = S.length();

    private LeafTiles() {}

    /** 6 rows of 4 vectors. */
    // @formatter:off
    static void sixByFour(int k, float[] a, int ao, float[] b, int bo, float[] stack, int below, int to) {
        FloatVector c00 = FloatVector.zero(S), c01 = FloatVector.zero(S), c02 = FloatVector.zero(S),
                c03 = FloatVector.zero(S);
        FloatVector c10 = FloatVector.zero(S), c11 = FloatVector.zero(S), c12 = FloatVector.zero(S),
                c13 = FloatVector.zero(S);
        FloatVector c20 = FloatVector.zero(S), c21 = FloatVector.zero(S), c22 = FloatVector.zero(S),
                c23 = FloatVector.zero(S);
        FloatVector c30 = FloatVector.zero(S), c31 = FloatVector.zero(S), c32 = FloatVector.zero(S),
                c33 = FloatVector.zero(S);
        FloatVector c40 = FloatVector.zero(S), c41 = FloatVector.zero(S), c42 = FloatVector.zero(S),
                c43 = FloatVector.zero(S);
        FloatVector c50 = FloatVector.zero(S), c51 = FloatVector.zero(S), c52 = FloatVector.zero(S),
                c53 = FloatVector.zero(S);
        for (int p = 0, bp = bo, ap = ao; p < k; p++, bp += 4 * L, ap += ScalarTiles.ROWS) {
            FloatVector b0 = FloatVector.fromArray(S, b, bp), b1 = FloatVector.fromArray(S, b, bp + L),
                    b2 = FloatVector.fromArray(S, b, bp + 2 * L), b3 = FloatVector.fromArray(S, b, bp + 3 * L);
            FloatVector x = FloatVector.broadcast(S, a[ap]);
            c00 = x.fma(b0, c00); c01 = x.fma(b1, c01); c02 = x.fma(b2, c02); c03 = x.fma(b3, c03);
            x = FloatVector.broadcast(S, a[ap + 1]);
            c10 = x.fma(b0, c10); c11 = x.fma(b1, c11); c12 = x.fma(b2, c12); c13 = x.fma(b3, c13);
            x = FloatVector.broadcast(S, a[ap + 2]);
            c20 = x.fma(b0, c20); c21 = x.fma(b1, c21); c22 = x.fma(b2, c22); c23 = x.fma(b3, c23);
            x = FloatVector.broadcast(S, a[ap + 3]);
            c30 = x.fma(b0, c30); c31 = x.fma(b1, c31); c32 = x.fma(b2, c32); c33 = x.fma(b3, c33);
            x = FloatVector.broadcast(S, a[ap + 4]);
            c40 = x.fma(b0, c40); c41 = x.fma(b1, c41); c42 = x.fma(b2, c42); c43 = x.fma(b3, c43);
            x = FloatVector.broadcast(S, a[ap + 5]);
            c50 = x.fma(b0, c50); c51 = x.fma(b1, c51); c52 = x.fma(b2, c52); c53 = x.fma(b3, c53);
        }
        c00.add(FloatVector.fromArray(S, stack, below)).intoArray(stack, to);
                c01.add(FloatVector.fromArray(S, stack, below + L)).intoArray(stack, to + L);
                c02.add(FloatVector.fromArray(S, stack, below + 2 * L)).intoArray(stack, to + 2 * L);
                c03.add(FloatVector.fromArray(S, stack, below + 3 * L)).intoArray(stack, to + 3 * L);
        c10.add(FloatVector.fromArray(S, stack, below + 4 * L)).intoArray(stack, to + 4 * L);
                c11.add(FloatVector.fromArray(S, stack, below + 5 * L)).intoArray(stack, to + 5 * L);
                c12.add(FloatVector.fromArray(S, stack, below + 6 * L)).intoArray(stack, to + 6 * L);
                c13.add(FloatVector.fromArray(S, stack, below + 7 * L)).intoArray(stack, to + 7 * L);
        c20.add(FloatVector.fromArray(S, stack, below + 8 * L)).intoArray(stack, to + 8 * L);
                c21.add(FloatVector.fromArray(S, stack, below + 9 * L)).intoArray(stack, to + 9 * L);
                c22.add(FloatVector.fromArray(S, stack, below + 10 * L)).intoArray(stack, to + 10 * L);
                c23.add(FloatVector.fromArray(S, stack, below + 11 * L)).intoArray(stack, to + 11 * L);
        c30.add(FloatVector.fromArray(S, stack, below + 12 * L)).intoArray(stack, to + 12 * L);
                c31.add(FloatVector.fromArray(S, stack, below + 13 * L)).intoArray(stack, to + 13 * L);
                c32.add(FloatVector.fromArray(S, stack, below + 14 * L)).intoArray(stack, to + 14 * L);
                c33.add(FloatVector.fromArray(S, stack, below + 15 * L)).intoArray(stack, to + 15 * L);
        c40.add(FloatVector.fromArray(S, stack, below + 16 * L)).intoArray(stack, to + 16 * L);
                c41.add(FloatVector.fromArray(S, stack, below + 17 * L)).intoArray(stack, to + 17 * L);
                c42.add(FloatVector.fromArray(S, stack, below + 18 * L)).intoArray(stack, to + 18 * L);
                c43.add(FloatVector.fromArray(S, stack, below + 19 * L)).intoArray(stack, to + 19 * L);
        c50.add(FloatVector.fromArray(S, stack, below + 20 * L)).intoArray(stack, to + 20 * L);
                c51.add(FloatVector.fromArray(S, stack, below + 21 * L)).intoArray(stack, to + 21 * L);
                c52.add(FloatVector.fromArray(S, stack, below + 22 * L)).intoArray(stack, to + 22 * L);
                c53.add(FloatVector.fromArray(S, stack, below + 23 * L)).intoArray(stack, to + 23 * L);
    }
    // @formatter:on

    /** 6 rows of 2 vectors. */
    // @formatter:off
    static void sixByTwo(int k, float[] a, int ao, float[] b, int bo, float[] stack, int below, int to) {
        FloatVector c00 = FloatVector.zero(S), c01 = FloatVector.zero(S);
        FloatVector c10 = FloatVector.zero(S), c11 = FloatVector.zero(S);
        FloatVector c20 = FloatVector.zero(S), c21 = FloatVector.zero(S);
        FloatVector c30 = FloatVector.zero(S), c31 = FloatVector.zero(S);
        FloatVector c40 = FloatVector.zero(S), c41 = FloatVector.zero(S);
        FloatVector c50 = FloatVector.zero(S), c51 = FloatVector.zero(S);
        for (int p = 0, bp = bo, ap = ao; p < k; p++, bp += 2 * L, ap += ScalarTiles.ROWS) {
            FloatVector b0 = FloatVector.fromArray(S, b, bp), b1 = FloatVector.fromArray(S, b, bp + L);
            FloatVector x = FloatVector.broadcast(S, a[ap]);
            c00 = x.fma(b0, c00); c01 = x.fma(b1, c01);
            x = FloatVector.broadcast(S, a[ap + 1]);
            c10 = x.fma(b0, c10); c11 = x.fma(b1, c11);
            x = FloatVector.broadcast(S, a[ap + 2]);
            c20 = x.fma(b0, c20); c21 = x.fma(b1, c21);
            x = FloatVector.broadcast(S, a[ap + 3]);
            c30 = x.fma(b0, c30); c31 = x.fma(b1, c31);
            x = FloatVector.broadcast(S, a[ap + 4]);
            c40 = x.fma(b0, c40); c41 = x.fma(b1, c41);
            x = FloatVector.broadcast(S, a[ap + 5]);
            c50 = x.fma(b0, c50); c51 = x.fma(b1, c51);
        }
        c00.add(FloatVector.fromArray(S, stack, below)).intoArray(stack, to);
                c01.add(FloatVector.fromArray(S, stack, below + L)).intoArray(stack, to + L);
        c10.add(FloatVector.fromArray(S, stack, below + 2 * L)).intoArray(stack, to + 2 * L);
                c11.add(FloatVector.fromArray(S, stack, below + 3 * L)).intoArray(stack, to + 3 * L);
        c20.add(FloatVector.fromArray(S, stack, below + 4 * L)).intoArray(stack, to + 4 * L);
                c21.add(FloatVector.fromArray(S, stack, below + 5 * L)).intoArray(stack, to + 5 * L);
        c30.add(FloatVector.fromArray(S, stack, below + 6 * L)).intoArray(stack, to + 6 * L);
                c31.add(FloatVector.fromArray(S, stack, below + 7 * L)).intoArray(stack, to + 7 * L);
        c40.add(FloatVector.fromArray(S, stack, below + 8 * L)).intoArray(stack, to + 8 * L);
                c41.add(FloatVector.fromArray(S, stack, below + 9 * L)).intoArray(stack, to + 9 * L);
        c50.add(FloatVector.fromArray(S, stack, below + 10 * L)).intoArray(stack, to + 10 * L);
                c51.add(FloatVector.fromArray(S, stack, below + 11 * L)).intoArray(stack, to + 11 * L);
    }
    // @formatter:on

    /** 12 rows of one vector. */
    // @formatter:off
    static void twelveByOne(int k, float[] a, int ao, float[] b, int bo, float[] stack, int below, int to) {
        FloatVector c00 = FloatVector.zero(S);
        FloatVector c10 = FloatVector.zero(S);
        FloatVector c20 = FloatVector.zero(S);
        FloatVector c30 = FloatVector.zero(S);
        FloatVector c40 = FloatVector.zero(S);
        FloatVector c50 = FloatVector.zero(S);
        FloatVector c60 = FloatVector.zero(S);
        FloatVector c70 = FloatVector.zero(S);
        FloatVector c80 = FloatVector.zero(S);
        FloatVector c90 = FloatVector.zero(S);
        FloatVector ca0 = FloatVector.zero(S);
        FloatVector cb0 = FloatVector.zero(S);
        for (int p = 0, bp = bo, ap = ao; p < k; p++, bp += L, ap += ScalarTiles.ROWS) {
            FloatVector b0 = FloatVector.fromArray(S, b, bp);
            FloatVector x = FloatVector.broadcast(S, a[ap]);
            c00 = x.fma(b0, c00);
            x = FloatVector.broadcast(S, a[ap + 1]);
            c10 = x.fma(b0, c10);
            x = FloatVector.broadcast(S, a[ap + 2]);
            c20 = x.fma(b0, c20);
            x = FloatVector.broadcast(S, a[ap + 3]);
            c30 = x.fma(b0, c30);
            x = FloatVector.broadcast(S, a[ap + 4]);
            c40 = x.fma(b0, c40);
            x = FloatVector.broadcast(S, a[ap + 5]);
            c50 = x.fma(b0, c50);
            x = FloatVector.broadcast(S, a[ap + 6]);
            c60 = x.fma(b0, c60);
            x = FloatVector.broadcast(S, a[ap + 7]);
            c70 = x.fma(b0, c70);
            x = FloatVector.broadcast(S, a[ap + 8]);
            c80 = x.fma(b0, c80);
            x = FloatVector.broadcast(S, a[ap + 9]);
            c90 = x.fma(b0, c90);
            x = FloatVector.broadcast(S, a[ap + 10]);
            ca0 = x.fma(b0, ca0);
            x = FloatVector.broadcast(S, a[ap + 11]);
            cb0 = x.fma(b0, cb0);
        }
        c00.add(FloatVector.fromArray(S, stack, below)).intoArray(stack, to);
        c10.add(FloatVector.fromArray(S, stack, below + L)).intoArray(stack, to + L);
        c20.add(FloatVector.fromArray(S, stack, below + 2 * L)).intoArray(stack, to + 2 * L);
        c30.add(FloatVector.fromArray(S, stack, below + 3 * L)).intoArray(stack, to + 3 * L);
        c40.add(FloatVector.fromArray(S, stack, below + 4 * L)).intoArray(stack, to + 4 * L);
        c50.add(FloatVector.fromArray(S, stack, below + 5 * L)).intoArray(stack, to + 5 * L);
        c60.add(FloatVector.fromArray(S, stack, below + 6 * L)).intoArray(stack, to + 6 * L);
        c70.add(FloatVector.fromArray(S, stack, below + 7 * L)).intoArray(stack, to + 7 * L);
        c80.add(FloatVector.fromArray(S, stack, below + 8 * L)).intoArray(stack, to + 8 * L);
        c90.add(FloatVector.fromArray(S, stack, below + 9 * L)).intoArray(stack, to + 9 * L);
        ca0.add(FloatVector.fromArray(S, stack, below + 10 * L)).intoArray(stack, to + 10 * L);
        cb0.add(FloatVector.fromArray(S, stack, below + 11 * L)).intoArray(stack, to + 11 * L);
    }
    // @formatter:on
}
