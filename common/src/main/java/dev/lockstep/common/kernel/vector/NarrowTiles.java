package dev.lockstep.common.kernel.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Register tiles of sibling leaves that follow each other, as {@link SiblingTiles}, for gradients with few columns: 5 of
 * them, and lanes that run along the rows, 2 vectors. Operands are read where they are stored, since packing them would
 * take as long as the sums: a is [leaves, links, 5], b [leaves, links, 2 vectors], {@code ars} and {@code brs} floats from
 * link to link.
 */
final class NarrowTiles {

    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final int L = S.length();
    /** Columns of a tile. */
    static final int COLUMNS = 5;

    private NarrowTiles() {}

    /** One leaf. */
    // @formatter:off
    static void one(int links, float[] a, int ao, int ars, float[] b, int bo, int brs, float[] stack, int below,
            int to) {
        FloatVector a00 = FloatVector.zero(S), a01 = FloatVector.zero(S);
        FloatVector a10 = FloatVector.zero(S), a11 = FloatVector.zero(S);
        FloatVector a20 = FloatVector.zero(S), a21 = FloatVector.zero(S);
        FloatVector a30 = FloatVector.zero(S), a31 = FloatVector.zero(S);
        FloatVector a40 = FloatVector.zero(S), a41 = FloatVector.zero(S);
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
        }
        a00.add(FloatVector.fromArray(S, stack, below)).intoArray(stack, to);
        a01.add(FloatVector.fromArray(S, stack, below + L)).intoArray(stack, to + L);
        a10.add(FloatVector.fromArray(S, stack, below + 2 * L)).intoArray(stack, to + 2 * L);
        a11.add(FloatVector.fromArray(S, stack, below + 3 * L)).intoArray(stack, to + 3 * L);
        a20.add(FloatVector.fromArray(S, stack, below + 4 * L)).intoArray(stack, to + 4 * L);
        a21.add(FloatVector.fromArray(S, stack, below + 5 * L)).intoArray(stack, to + 5 * L);
        a30.add(FloatVector.fromArray(S, stack, below + 6 * L)).intoArray(stack, to + 6 * L);
        a31.add(FloatVector.fromArray(S, stack, below + 7 * L)).intoArray(stack, to + 7 * L);
        a40.add(FloatVector.fromArray(S, stack, below + 8 * L)).intoArray(stack, to + 8 * L);
        a41.add(FloatVector.fromArray(S, stack, below + 9 * L)).intoArray(stack, to + 9 * L);
    }
    // @formatter:on

    /** Two siblings. */
    // @formatter:off
    static void two(int links, float[] a, int ao, int ars, float[] b, int bo, int brs, float[] stack, int below,
            int to) {
        FloatVector a00 = FloatVector.zero(S), a01 = FloatVector.zero(S);
        FloatVector a10 = FloatVector.zero(S), a11 = FloatVector.zero(S);
        FloatVector a20 = FloatVector.zero(S), a21 = FloatVector.zero(S);
        FloatVector a30 = FloatVector.zero(S), a31 = FloatVector.zero(S);
        FloatVector a40 = FloatVector.zero(S), a41 = FloatVector.zero(S);
        FloatVector b00 = FloatVector.zero(S), b01 = FloatVector.zero(S);
        FloatVector b10 = FloatVector.zero(S), b11 = FloatVector.zero(S);
        FloatVector b20 = FloatVector.zero(S), b21 = FloatVector.zero(S);
        FloatVector b30 = FloatVector.zero(S), b31 = FloatVector.zero(S);
        FloatVector b40 = FloatVector.zero(S), b41 = FloatVector.zero(S);
        int second = links * ars, further = links * brs;
        int end = ao + second;
        for (int ap = ao, bp = bo; ap != end; ap += ars, bp += brs) {
            int aq = ap + second, bq = bp + further;
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
            y0 = FloatVector.fromArray(S, b, bq); y1 = FloatVector.fromArray(S, b, bq + L);
            x = FloatVector.broadcast(S, a[aq]);
            b00 = x.fma(y0, b00); b01 = x.fma(y1, b01);
            x = FloatVector.broadcast(S, a[aq + 1]);
            b10 = x.fma(y0, b10); b11 = x.fma(y1, b11);
            x = FloatVector.broadcast(S, a[aq + 2]);
            b20 = x.fma(y0, b20); b21 = x.fma(y1, b21);
            x = FloatVector.broadcast(S, a[aq + 3]);
            b30 = x.fma(y0, b30); b31 = x.fma(y1, b31);
            x = FloatVector.broadcast(S, a[aq + 4]);
            b40 = x.fma(y0, b40); b41 = x.fma(y1, b41);
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
    }
    // @formatter:on

    /** Two pairs of siblings, one after the other. */
    // @formatter:off
    static void four(int links, float[] a, int ao, int ars, float[] b, int bo, int brs, float[] stack, int below,
            int to) {
        FloatVector a00 = FloatVector.zero(S), a01 = FloatVector.zero(S);
        FloatVector a10 = FloatVector.zero(S), a11 = FloatVector.zero(S);
        FloatVector a20 = FloatVector.zero(S), a21 = FloatVector.zero(S);
        FloatVector a30 = FloatVector.zero(S), a31 = FloatVector.zero(S);
        FloatVector a40 = FloatVector.zero(S), a41 = FloatVector.zero(S);
        FloatVector b00 = FloatVector.zero(S), b01 = FloatVector.zero(S);
        FloatVector b10 = FloatVector.zero(S), b11 = FloatVector.zero(S);
        FloatVector b20 = FloatVector.zero(S), b21 = FloatVector.zero(S);
        FloatVector b30 = FloatVector.zero(S), b31 = FloatVector.zero(S);
        FloatVector b40 = FloatVector.zero(S), b41 = FloatVector.zero(S);
        int second = links * ars, further = links * brs;
        int end = ao + second;
        for (int ap = ao, bp = bo; ap != end; ap += ars, bp += brs) {
            int aq = ap + second, bq = bp + further;
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
            y0 = FloatVector.fromArray(S, b, bq); y1 = FloatVector.fromArray(S, b, bq + L);
            x = FloatVector.broadcast(S, a[aq]);
            b00 = x.fma(y0, b00); b01 = x.fma(y1, b01);
            x = FloatVector.broadcast(S, a[aq + 1]);
            b10 = x.fma(y0, b10); b11 = x.fma(y1, b11);
            x = FloatVector.broadcast(S, a[aq + 2]);
            b20 = x.fma(y0, b20); b21 = x.fma(y1, b21);
            x = FloatVector.broadcast(S, a[aq + 3]);
            b30 = x.fma(y0, b30); b31 = x.fma(y1, b31);
            x = FloatVector.broadcast(S, a[aq + 4]);
            b40 = x.fma(y0, b40); b41 = x.fma(y1, b41);
        }
        a00 = a00.add(b00); a01 = a01.add(b01);
        a10 = a10.add(b10); a11 = a11.add(b11);
        a20 = a20.add(b20); a21 = a21.add(b21);
        a30 = a30.add(b30); a31 = a31.add(b31);
        a40 = a40.add(b40); a41 = a41.add(b41);
        FloatVector c00 = FloatVector.zero(S), c01 = FloatVector.zero(S);
        FloatVector c10 = FloatVector.zero(S), c11 = FloatVector.zero(S);
        FloatVector c20 = FloatVector.zero(S), c21 = FloatVector.zero(S);
        FloatVector c30 = FloatVector.zero(S), c31 = FloatVector.zero(S);
        FloatVector c40 = FloatVector.zero(S), c41 = FloatVector.zero(S);
        FloatVector d00 = FloatVector.zero(S), d01 = FloatVector.zero(S);
        FloatVector d10 = FloatVector.zero(S), d11 = FloatVector.zero(S);
        FloatVector d20 = FloatVector.zero(S), d21 = FloatVector.zero(S);
        FloatVector d30 = FloatVector.zero(S), d31 = FloatVector.zero(S);
        FloatVector d40 = FloatVector.zero(S), d41 = FloatVector.zero(S);
        end += 2 * second;
        for (int ap = ao + 2 * second, bp = bo + 2 * further; ap != end; ap += ars, bp += brs) {
            int aq = ap + second, bq = bp + further;
            FloatVector y0 = FloatVector.fromArray(S, b, bp), y1 = FloatVector.fromArray(S, b, bp + L);
            FloatVector x = FloatVector.broadcast(S, a[ap]);
            c00 = x.fma(y0, c00); c01 = x.fma(y1, c01);
            x = FloatVector.broadcast(S, a[ap + 1]);
            c10 = x.fma(y0, c10); c11 = x.fma(y1, c11);
            x = FloatVector.broadcast(S, a[ap + 2]);
            c20 = x.fma(y0, c20); c21 = x.fma(y1, c21);
            x = FloatVector.broadcast(S, a[ap + 3]);
            c30 = x.fma(y0, c30); c31 = x.fma(y1, c31);
            x = FloatVector.broadcast(S, a[ap + 4]);
            c40 = x.fma(y0, c40); c41 = x.fma(y1, c41);
            y0 = FloatVector.fromArray(S, b, bq); y1 = FloatVector.fromArray(S, b, bq + L);
            x = FloatVector.broadcast(S, a[aq]);
            d00 = x.fma(y0, d00); d01 = x.fma(y1, d01);
            x = FloatVector.broadcast(S, a[aq + 1]);
            d10 = x.fma(y0, d10); d11 = x.fma(y1, d11);
            x = FloatVector.broadcast(S, a[aq + 2]);
            d20 = x.fma(y0, d20); d21 = x.fma(y1, d21);
            x = FloatVector.broadcast(S, a[aq + 3]);
            d30 = x.fma(y0, d30); d31 = x.fma(y1, d31);
            x = FloatVector.broadcast(S, a[aq + 4]);
            d40 = x.fma(y0, d40); d41 = x.fma(y1, d41);
        }
        a00.add(c00.add(d00)).add(FloatVector.fromArray(S, stack, below)).intoArray(stack, to);
        a01.add(c01.add(d01)).add(FloatVector.fromArray(S, stack, below + L)).intoArray(stack, to + L);
        a10.add(c10.add(d10)).add(FloatVector.fromArray(S, stack, below + 2 * L)).intoArray(stack, to + 2 * L);
        a11.add(c11.add(d11)).add(FloatVector.fromArray(S, stack, below + 3 * L)).intoArray(stack, to + 3 * L);
        a20.add(c20.add(d20)).add(FloatVector.fromArray(S, stack, below + 4 * L)).intoArray(stack, to + 4 * L);
        a21.add(c21.add(d21)).add(FloatVector.fromArray(S, stack, below + 5 * L)).intoArray(stack, to + 5 * L);
        a30.add(c30.add(d30)).add(FloatVector.fromArray(S, stack, below + 6 * L)).intoArray(stack, to + 6 * L);
        a31.add(c31.add(d31)).add(FloatVector.fromArray(S, stack, below + 7 * L)).intoArray(stack, to + 7 * L);
        a40.add(c40.add(d40)).add(FloatVector.fromArray(S, stack, below + 8 * L)).intoArray(stack, to + 8 * L);
        a41.add(c41.add(d41)).add(FloatVector.fromArray(S, stack, below + 9 * L)).intoArray(stack, to + 9 * L);
    }
    // @formatter:on

    /** Adds to a tile the one {@code distance} further: a loop of a constant number of vectors, which is unrolled. */
    static void add(float[] stack, int at, int distance) {
        for (int i = 0; i < 2 * COLUMNS; i++) {
            int left = at + i * L;
            FloatVector.fromArray(S, stack, left).add(FloatVector.fromArray(S, stack, left + distance))
                    .intoArray(stack, left);
        }
    }
}
