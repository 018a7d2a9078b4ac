package dev.lockstep.common.kernel.vector;

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

    /** 6 rows of 2 vectors. */
    // @formatter:off
    static void sixByTwo(int k, float[] a, int ao, int ars, float[] b, int bo, int brs, float[] stack, int below, int to) {
        FloatVector c00 = FloatVector.zero(S), c01 = FloatVector.zero(S);
        FloatVector c10 = FloatVector.zero(S), c11 = FloatVector.zero(S);
        FloatVector c20 = FloatVector.zero(S), c21 = FloatVector.zero(S);
        FloatVector c30 = FloatVector.zero(S), c31 = FloatVector.zero(S);
        FloatVector c40 = FloatVector.zero(S), c41 = FloatVector.zero(S);
        FloatVector c50 = FloatVector.zero(S), c51 = FloatVector.zero(S);
        for (int ap = ao, bp = bo, end = ao + k * ars; ap != end; ap += ars, bp += brs) {
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
    static void twelveByOne(int k, float[] a, int ao, int ars, float[] b, int bo, int brs, float[] stack, int below, int to) {
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
        for (int ap = ao, bp = bo, end = ao + k * ars; ap != end; ap += ars, bp += brs) {
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
