package dev.lockstep.common.kernel.vector;

import dev.lockstep.common.kernel.scalar.ScalarTiles;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Register tiles of sibling leaves, each a chain over as many links from zero: they are added in the registers as the
 * tree says, then to the entry {@code below}, and only then stored at {@code to}. Short leaves would otherwise spend
 * their time on loads and stores. Where there is nothing to add to, {@code below} holds zeros, which makes
 * {@code x + 0.0f} of the sum. That of each leaf is left out: it turns -0 into +0, and so does a sum with +0 at its end.
 *
 * <p>The first links of all siblings lie beside each other in the packed operands, then the second ones, and so on: a is
 * [links, leaves, ROWS], b [links, leaves, 2 vectors], {@code ars} and {@code brs} floats from link to link. So a
 * link's operands have one index and constants, of which C2 checks the least and the greatest. The strides are arguments because a loop
 * with a constant one would have all its checks made before it, one by one, which takes as long as eight links. 24 sums
 * need the 32 registers of AVX-512.
 */
final class SiblingTiles {

    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final int L = S.length();
    private static final int ROWS = ScalarTiles.ROWS;

    private SiblingTiles() {}

    /** 2 leaves of 6 rows of 2 vectors. */
    // @formatter:off
    static void pair(int links, float[] a, int ao, int ars, float[] b, int bo, int brs, float[] stack, int below,
            int to) {
        FloatVector a00 = FloatVector.zero(S), a01 = FloatVector.zero(S);
        FloatVector a10 = FloatVector.zero(S), a11 = FloatVector.zero(S);
        FloatVector a20 = FloatVector.zero(S), a21 = FloatVector.zero(S);
        FloatVector a30 = FloatVector.zero(S), a31 = FloatVector.zero(S);
        FloatVector a40 = FloatVector.zero(S), a41 = FloatVector.zero(S);
        FloatVector a50 = FloatVector.zero(S), a51 = FloatVector.zero(S);
        FloatVector b00 = FloatVector.zero(S), b01 = FloatVector.zero(S);
        FloatVector b10 = FloatVector.zero(S), b11 = FloatVector.zero(S);
        FloatVector b20 = FloatVector.zero(S), b21 = FloatVector.zero(S);
        FloatVector b30 = FloatVector.zero(S), b31 = FloatVector.zero(S);
        FloatVector b40 = FloatVector.zero(S), b41 = FloatVector.zero(S);
        FloatVector b50 = FloatVector.zero(S), b51 = FloatVector.zero(S);
        int end = ao + links * ars;
        for (int ap = ao, bp = bo; ap != end; ap += ars, bp += brs) {
            FloatVector y0 = FloatVector.fromArray(S, b, bp), y1 = FloatVector.fromArray(S, b, bp + L);
            FloatVector x = FloatVector.broadcast(S, a[ap]);
            a00 = x.fma(y0, a00); a01 = x.fma(y1, a01);
            x = FloatVector.broadcast(S, a[ap + 1]);
            a10 = x.fma(y0, a10); a11 = x.fma(y1, a11);
            x = FloatVector.broadcast(S, a[ap + 2]);
            a20 = x.fma(y0, a20); a21 = x.fma(y1, a21);
            x = FloatVector.broadcast(S, a[ap + 3]);
            a30 = x.fma(y0, a30); a31 = x.fma(y1, a31);
            x = FloatVector.broadcast(S, a[ap + 4]);
            a40 = x.fma(y0, a40); a41 = x.fma(y1, a41);
            x = FloatVector.broadcast(S, a[ap + 5]);
            a50 = x.fma(y0, a50); a51 = x.fma(y1, a51);
            y0 = FloatVector.fromArray(S, b, bp + 2 * L); y1 = FloatVector.fromArray(S, b, bp + 3 * L);
            x = FloatVector.broadcast(S, a[ap + ROWS]);
            b00 = x.fma(y0, b00); b01 = x.fma(y1, b01);
            x = FloatVector.broadcast(S, a[ap + ROWS + 1]);
            b10 = x.fma(y0, b10); b11 = x.fma(y1, b11);
            x = FloatVector.broadcast(S, a[ap + ROWS + 2]);
            b20 = x.fma(y0, b20); b21 = x.fma(y1, b21);
            x = FloatVector.broadcast(S, a[ap + ROWS + 3]);
            b30 = x.fma(y0, b30); b31 = x.fma(y1, b31);
            x = FloatVector.broadcast(S, a[ap + ROWS + 4]);
            b40 = x.fma(y0, b40); b41 = x.fma(y1, b41);
            x = FloatVector.broadcast(S, a[ap + ROWS + 5]);
            b50 = x.fma(y0, b50); b51 = x.fma(y1, b51);
        }
        a00.add(b00).add(FloatVector.fromArray(S, stack, below)).intoArray(stack, to);
        a01.add(b01).add(FloatVector.fromArray(S, stack, below + L)).intoArray(stack, to + L);
        a10.add(b10).add(FloatVector.fromArray(S, stack, below + 2 * L)).intoArray(stack, to + 2 * L);
        a11.add(b11).add(FloatVector.fromArray(S, stack, below + 3 * L)).intoArray(stack, to + 3 * L);
        a20.add(b20).add(FloatVector.fromArray(S, stack, below + 4 * L)).intoArray(stack, to + 4 * L);
        a21.add(b21).add(FloatVector.fromArray(S, stack, below + 5 * L)).intoArray(stack, to + 5 * L);
        a30.add(b30).add(FloatVector.fromArray(S, stack, below + 6 * L)).intoArray(stack, to + 6 * L);
        a31.add(b31).add(FloatVector.fromArray(S, stack, below + 7 * L)).intoArray(stack, to + 7 * L);
        a40.add(b40).add(FloatVector.fromArray(S, stack, below + 8 * L)).intoArray(stack, to + 8 * L);
        a41.add(b41).add(FloatVector.fromArray(S, stack, below + 9 * L)).intoArray(stack, to + 9 * L);
        a50.add(b50).add(FloatVector.fromArray(S, stack, below + 10 * L)).intoArray(stack, to + 10 * L);
        a51.add(b51).add(FloatVector.fromArray(S, stack, below + 11 * L)).intoArray(stack, to + 11 * L);
    }
    // @formatter:on

    /** 4 leaves of 3 rows of 2 vectors. */
    // @formatter:off
    static void four(int links, float[] a, int ao, int ars, float[] b, int bo, int brs, float[] stack, int below,
            int to) {
        FloatVector a00 = FloatVector.zero(S), a01 = FloatVector.zero(S);
        FloatVector a10 = FloatVector.zero(S), a11 = FloatVector.zero(S);
        FloatVector a20 = FloatVector.zero(S), a21 = FloatVector.zero(S);
        FloatVector b00 = FloatVector.zero(S), b01 = FloatVector.zero(S);
        FloatVector b10 = FloatVector.zero(S), b11 = FloatVector.zero(S);
        FloatVector b20 = FloatVector.zero(S), b21 = FloatVector.zero(S);
        FloatVector c00 = FloatVector.zero(S), c01 = FloatVector.zero(S);
        FloatVector c10 = FloatVector.zero(S), c11 = FloatVector.zero(S);
        FloatVector c20 = FloatVector.zero(S), c21 = FloatVector.zero(S);
        FloatVector d00 = FloatVector.zero(S), d01 = FloatVector.zero(S);
        FloatVector d10 = FloatVector.zero(S), d11 = FloatVector.zero(S);
        FloatVector d20 = FloatVector.zero(S), d21 = FloatVector.zero(S);
        int end = ao + links * ars;
        for (int ap = ao, bp = bo; ap != end; ap += ars, bp += brs) {
            FloatVector y0 = FloatVector.fromArray(S, b, bp), y1 = FloatVector.fromArray(S, b, bp + L);
            FloatVector x = FloatVector.broadcast(S, a[ap]);
            a00 = x.fma(y0, a00); a01 = x.fma(y1, a01);
            x = FloatVector.broadcast(S, a[ap + 1]);
            a10 = x.fma(y0, a10); a11 = x.fma(y1, a11);
            x = FloatVector.broadcast(S, a[ap + 2]);
            a20 = x.fma(y0, a20); a21 = x.fma(y1, a21);
            y0 = FloatVector.fromArray(S, b, bp + 2 * L); y1 = FloatVector.fromArray(S, b, bp + 3 * L);
            x = FloatVector.broadcast(S, a[ap + ROWS]);
            b00 = x.fma(y0, b00); b01 = x.fma(y1, b01);
            x = FloatVector.broadcast(S, a[ap + ROWS + 1]);
            b10 = x.fma(y0, b10); b11 = x.fma(y1, b11);
            x = FloatVector.broadcast(S, a[ap + ROWS + 2]);
            b20 = x.fma(y0, b20); b21 = x.fma(y1, b21);
            y0 = FloatVector.fromArray(S, b, bp + 4 * L); y1 = FloatVector.fromArray(S, b, bp + 5 * L);
            x = FloatVector.broadcast(S, a[ap + 2 * ROWS]);
            c00 = x.fma(y0, c00); c01 = x.fma(y1, c01);
            x = FloatVector.broadcast(S, a[ap + 2 * ROWS + 1]);
            c10 = x.fma(y0, c10); c11 = x.fma(y1, c11);
            x = FloatVector.broadcast(S, a[ap + 2 * ROWS + 2]);
            c20 = x.fma(y0, c20); c21 = x.fma(y1, c21);
            y0 = FloatVector.fromArray(S, b, bp + 6 * L); y1 = FloatVector.fromArray(S, b, bp + 7 * L);
            x = FloatVector.broadcast(S, a[ap + 3 * ROWS]);
            d00 = x.fma(y0, d00); d01 = x.fma(y1, d01);
            x = FloatVector.broadcast(S, a[ap + 3 * ROWS + 1]);
            d10 = x.fma(y0, d10); d11 = x.fma(y1, d11);
            x = FloatVector.broadcast(S, a[ap + 3 * ROWS + 2]);
            d20 = x.fma(y0, d20); d21 = x.fma(y1, d21);
        }
        a00.add(b00).add(c00.add(d00)).add(FloatVector.fromArray(S, stack, below)).intoArray(stack, to);
        a01.add(b01).add(c01.add(d01)).add(FloatVector.fromArray(S, stack, below + L)).intoArray(stack, to + L);
        a10.add(b10).add(c10.add(d10)).add(FloatVector.fromArray(S, stack, below + 2 * L)).intoArray(stack, to + 2 * L);
        a11.add(b11).add(c11.add(d11)).add(FloatVector.fromArray(S, stack, below + 3 * L)).intoArray(stack, to + 3 * L);
        a20.add(b20).add(c20.add(d20)).add(FloatVector.fromArray(S, stack, below + 4 * L)).intoArray(stack, to + 4 * L);
        a21.add(b21).add(c21.add(d21)).add(FloatVector.fromArray(S, stack, below + 5 * L)).intoArray(stack, to + 5 * L);
    }
    // @formatter:on
}
