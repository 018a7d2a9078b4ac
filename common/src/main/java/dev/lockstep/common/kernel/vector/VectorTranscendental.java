package dev.lockstep.common.kernel.vector;

import dev.lockstep.common.kernel.scalar.Exponential;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * Elementary functions of floats, in double and rounded once; the operations of {@code Transcendental} in its order,
 * without its branches: arguments are clamped to where the rounded result no longer changes. Each returns how many of
 * the n floats it has done, all but a rest that fills no vector.
 */
public final class VectorTranscendental {

    private static final VectorSpecies<Double> D = DoubleVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Float> F = VectorSpecies.of(float.class,
            VectorShape.forBitSize(D.length() * Float.SIZE));
    /** exp of it is beyond every float. */
    private static final double EXP_BOUND = 200;
    /** tanh of it rounds to 1. */
    private static final double TANH_BOUND = 22;
    private static final long ONE_BITS = 1023L << 52;

    private VectorTranscendental() {}

    public static int exp(int n, float[] x, int xo, float[] y, int yo) {
        int bound = F.loopBound(n);
        for (int i = 0; i < bound; i += F.length()) {
            store(exp(load(x, xo + i)), y, yo + i);
        }
        return bound;
    }

    public static int sigmoid(int n, float[] x, int xo, float[] y, int yo) {
        int bound = F.loopBound(n);
        for (int i = 0; i < bound; i += F.length()) {
            DoubleVector v = load(x, xo + i);
            DoubleVector e = exp(v.abs().neg());
            VectorMask<Double> negative = v.compare(VectorOperators.LT, 0.0);
            store(DoubleVector.broadcast(D, 1.0).blend(e, negative).div(e.add(1.0)), y, yo + i);
        }
        return bound;
    }

    public static int tanh(int n, float[] x, int xo, float[] y, int yo) {
        int bound = F.loopBound(n);
        for (int i = 0; i < bound; i += F.length()) {
            store(tanh(load(x, xo + i)), y, yo + i);
        }
        return bound;
    }

    private static DoubleVector tanh(DoubleVector v) {
        DoubleVector t = expm1(v.abs().min(TANH_BOUND).mul(2.0));
        DoubleVector divisor = t.add(2.0);
        DoubleVector lostOfT = t.sub(divisor.sub(2.0));
        DoubleVector lostOfTwo = DoubleVector.broadcast(D, 2.0).sub(divisor.sub(t));
        DoubleVector lost = lostOfTwo.blend(lostOfT, t.compare(VectorOperators.LT, 2.0));
        DoubleVector quotient = t.div(divisor);
        DoubleVector rest = quotient.neg().fma(divisor, t).sub(quotient.mul(lost));
        LongVector sign = v.reinterpretAsLongs().and(Long.MIN_VALUE);
        DoubleVector magnitude = quotient.add(rest.div(divisor));
        return magnitude.reinterpretAsLongs().or(sign).reinterpretAsDoubles();
    }

    private static DoubleVector exp(DoubleVector v) {
        DoubleVector x = v.max(-EXP_BOUND).min(EXP_BOUND);
        DoubleVector shifted = x.mul(Exponential.LOG2_E).add(Exponential.ROUNDER);
        DoubleVector p = reducedExpm1(x, shifted.sub(Exponential.ROUNDER));
        return p.add(1.0).mul(power2(shifted));
    }

    private static DoubleVector expm1(DoubleVector x) {
        DoubleVector shifted = x.mul(Exponential.LOG2_E).add(Exponential.ROUNDER);
        DoubleVector p = reducedExpm1(x, shifted.sub(Exponential.ROUNDER));
        DoubleVector half = power2(shifted).mul(0.5);
        return half.fma(p, half.sub(0.5)).mul(2.0);
    }

    /** 2^k, where {@code shifted} is k plus the rounder, whose lowest bits are k. */
    private static DoubleVector power2(DoubleVector shifted) {
        LongVector bits = shifted.reinterpretAsLongs();
        return bits.lanewise(VectorOperators.LSHL, 52).add(ONE_BITS).reinterpretAsDoubles();
    }

    private static DoubleVector reducedExpm1(DoubleVector x, DoubleVector k) {
        DoubleVector hi = k.neg().fma(DoubleVector.broadcast(D, Exponential.LN2_HI), x);
        DoubleVector lo = k.mul(Exponential.LN2_LO);
        DoubleVector r = hi.sub(lo);
        DoubleVector correction = hi.sub(r).sub(lo);
        DoubleVector p = DoubleVector.broadcast(D, Exponential.C13);
        p = p.fma(r, DoubleVector.broadcast(D, Exponential.C12));
        p = p.fma(r, DoubleVector.broadcast(D, Exponential.C11));
        p = p.fma(r, DoubleVector.broadcast(D, Exponential.C10));
        p = p.fma(r, DoubleVector.broadcast(D, Exponential.C9));
        p = p.fma(r, DoubleVector.broadcast(D, Exponential.C8));
        p = p.fma(r, DoubleVector.broadcast(D, Exponential.C7));
        p = p.fma(r, DoubleVector.broadcast(D, Exponential.C6));
        p = p.fma(r, DoubleVector.broadcast(D, Exponential.C5));
        p = p.fma(r, DoubleVector.broadcast(D, Exponential.C4));
        p = p.fma(r, DoubleVector.broadcast(D, Exponential.C3));
        p = p.fma(r, DoubleVector.broadcast(D, Exponential.C2));
        return r.add(p.mul(r).fma(r, correction.fma(r, correction)));
    }

    private static DoubleVector load(float[] x, int at) {
        return (DoubleVector) FloatVector.fromArray(F, x, at).convertShape(VectorOperators.F2D, D, 0);
    }

    private static void store(DoubleVector v, float[] y, int at) {
        ((FloatVector) v.convertShape(VectorOperators.D2F, F, 0)).intoArray(y, at);
    }
}
