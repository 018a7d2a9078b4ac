package dev.lockstep.common.kernel.vector;

import dev.lockstep.common.kernel.scalar.ScalarBfloat16;
import dev.lockstep.common.reduce.Precision;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * Rounding to bfloat16 and packing in lanes; twin of {@code ScalarBfloat16}, which does what is left over. Rounding is
 * written out wherever it is done: C2 does not inline a method that it has compiled by itself into much code, and boxes the
 * vectors that cross such a call (measured: a product over 8 shards took four times as long).
 */
public final class VectorBfloat16 {

    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
    /** As many lanes of half the width. */
    private static final VectorSpecies<Short> SHORTS = VectorSpecies.of(short.class,
            VectorShape.forBitSize(S.vectorBitSize() / 2));
    private static final int L = S.length();
    private static final int DROPPED_BITS = 16;
    private static final int KEPT = 0xffff0000;
    private static final int JUST_BELOW_HALF = 0x7fff;

    private VectorBfloat16() {}

    public static void round(int n, float[] x, int xo) {
        int whole = S.loopBound(n);
        for (int i = xo; i < xo + whole; i += L) {
            FloatVector y = FloatVector.fromArray(S, x, i);
            IntVector bits = y.reinterpretAsInts();
            bits.lanewise(VectorOperators.LSHR, DROPPED_BITS).and(1).add(JUST_BELOW_HALF).add(bits).and(KEPT)
                    .reinterpretAsFloats().add(0f).blend(Precision.NAN, y.compare(VectorOperators.NE, y))
                    .intoArray(x, i);
        }
        ScalarBfloat16.round(n - whole, x, xo + whole);
    }

    public static void add(int n, float[] left, int lo, float[] right, int ro) {
        int whole = S.loopBound(n);
        for (int i = 0; i < whole; i += L) {
            FloatVector sum = FloatVector.fromArray(S, left, lo + i).add(FloatVector.fromArray(S, right, ro + i));
            IntVector bits = sum.reinterpretAsInts();
            bits.lanewise(VectorOperators.LSHR, DROPPED_BITS).and(1).add(JUST_BELOW_HALF).add(bits).and(KEPT)
                    .reinterpretAsFloats().add(0f).blend(Precision.NAN, sum.compare(VectorOperators.NE, sum))
                    .intoArray(left, lo + i);
        }
        ScalarBfloat16.add(n - whole, left, lo + whole, right, ro + whole);
    }

    public static void addRounded(int n, float[] left, int lo, float[] right, int ro) {
        int whole = S.loopBound(n);
        for (int i = 0; i < whole; i += L) {
            FloatVector y = FloatVector.fromArray(S, right, ro + i);
            IntVector bits = y.reinterpretAsInts();
            y = bits.lanewise(VectorOperators.LSHR, DROPPED_BITS).and(1).add(JUST_BELOW_HALF).add(bits).and(KEPT)
                    .reinterpretAsFloats().add(0f).blend(Precision.NAN, y.compare(VectorOperators.NE, y));
            FloatVector sum = FloatVector.fromArray(S, left, lo + i).add(y);
            bits = sum.reinterpretAsInts();
            bits.lanewise(VectorOperators.LSHR, DROPPED_BITS).and(1).add(JUST_BELOW_HALF).add(bits).and(KEPT)
                    .reinterpretAsFloats().add(0f).blend(Precision.NAN, sum.compare(VectorOperators.NE, sum))
                    .intoArray(left, lo + i);
        }
        ScalarBfloat16.addRounded(n - whole, left, lo + whole, right, ro + whole);
    }

    public static void pack(int n, float[] x, int xo, short[] packed, int po) {
        int whole = S.loopBound(n);
        for (int i = 0; i < whole; i += L) {
            IntVector bits = FloatVector.fromArray(S, x, xo + i).reinterpretAsInts();
            ShortVector high = (ShortVector) bits.lanewise(VectorOperators.LSHR, DROPPED_BITS)
                    .convertShape(VectorOperators.I2S, SHORTS, 0);
            high.intoArray(packed, po + i);
        }
        ScalarBfloat16.pack(n - whole, x, xo + whole, packed, po + whole);
    }

    public static void unpack(int n, short[] packed, int po, float[] x, int xo) {
        int whole = S.loopBound(n);
        for (int i = 0; i < whole; i += L) {
            IntVector high = (IntVector) ShortVector.fromArray(SHORTS, packed, po + i)
                    .convertShape(VectorOperators.S2I, INTS, 0);
            high.lanewise(VectorOperators.LSHL, DROPPED_BITS).reinterpretAsFloats().intoArray(x, xo + i);
        }
        ScalarBfloat16.unpack(n - whole, packed, po + whole, x, xo + whole);
    }
}
