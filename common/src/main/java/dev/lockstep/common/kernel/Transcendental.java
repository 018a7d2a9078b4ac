package dev.lockstep.common.kernel;

import dev.lockstep.common.kernel.scalar.Exponential;

/**
 * Own elementary functions: the same bits on every JVM, which {@code Math} does not promise. In double each is within 2
 * ulp of the true value; the float versions are the double result, rounded once.
 */
public final class Transcendental {

    private static final double ROOT_HALF = 0.7071067811865476;

    private Transcendental() {}

    /** {@code 2^k exp(r)} with {@code r = x - k ln 2} in two parts and a Taylor polynomial of degree 13. */
    public static double exp(double x) {
        if (!(x < 709.782712893384)) {
            return x > 0 ? Double.POSITIVE_INFINITY : x;
        }
        if (x < -745.2) {
            return 0.0;
        }
        double k = (x * Exponential.LOG2_E + Exponential.ROUNDER) - Exponential.ROUNDER;
        return scale(1.0 + Exponential.reducedExpm1(x, k), (int) k);
    }

    public static float exp(float x) {
        return (float) exp((double) x);
    }

    /** {@code exp(x) - 1} without cancellation near 0. */
    static double expm1(double x) {
        if (!(x < 709.7)) {
            return x > 0 ? Double.POSITIVE_INFINITY : x;
        }
        if (x < -40) {
            return -1.0;
        }
        double k = (x * Exponential.LOG2_E + Exponential.ROUNDER) - Exponential.ROUNDER;
        double p = Exponential.reducedExpm1(x, k);
        return k == 0 ? p : Math.fma(power2((int) k - 1), p, power2((int) k - 1) - 0.5) * 2.0;
    }

    private static double power2(int k) {
        return Double.longBitsToDouble((long) (k + 1023) << 52);
    }

    /** In two factors, so that neither leaves the normal range and only the last product rounds. */
    private static double scale(double x, int k) {
        int half = k >> 1;
        return x * power2(half) * power2(k - half);
    }

    /**
     * {@code k ln 2 + log(1 + f)}, {@code 1 + f} in [sqrt(1/2), sqrt 2], by the series of {@code 2 atanh(f / (2 + f))}.
     */
    public static double log(double x) {
        if (!(x > 0.0) || x == Double.POSITIVE_INFINITY) {
            return x == 0.0 ? Double.NEGATIVE_INFINITY : x < 0.0 ? Double.NaN : x;
        }
        int k = 0;
        double m = x;
        if (m < Double.MIN_NORMAL) {
            m *= 0x1p54;
            k = -54;
        }
        long bits = Double.doubleToRawLongBits(m);
        k += (int) (bits >>> 52) - 1023;
        m = Double.longBitsToDouble((bits & 0x000fffffffffffffL) | 0x3ff0000000000000L);
        if (m > 2 * ROOT_HALF) {
            m *= 0.5;
            k++;
        }
        double f = m - 1.0;
        double s = f / (2.0 + f);
        double z = s * s;
        double p = 2.0 / 23;
        p = Math.fma(p, z, 2.0 / 21);
        p = Math.fma(p, z, 2.0 / 19);
        p = Math.fma(p, z, 2.0 / 17);
        p = Math.fma(p, z, 2.0 / 15);
        p = Math.fma(p, z, 2.0 / 13);
        p = Math.fma(p, z, 2.0 / 11);
        p = Math.fma(p, z, 2.0 / 9);
        p = Math.fma(p, z, 2.0 / 7);
        p = Math.fma(p, z, 2.0 / 5);
        p = Math.fma(p, z, 2.0 / 3);
        double half = 0.5 * f * f;
        double low = Math.fma(s, Math.fma(p, z, half), k * Exponential.LN2_LO);
        return k == 0 ? f - (half - s * Math.fma(p, z, half)) : k * Exponential.LN2_HI - ((half - low) - f);
    }

    public static float log(float x) {
        return (float) log((double) x);
    }

    /** {@code t / (t + 2)} with {@code t = expm1(2 |x|)}; the quotient is corrected by what its divisor and it lost. */
    public static double tanh(double x) {
        double a = Math.abs(x);
        if (!(a < 22)) {
            return x > 0 ? 1.0 : x < 0 ? -1.0 : x;
        }
        double t = expm1(2 * a);
        double divisor = t + 2.0;
        double lost = t < 2.0 ? t - (divisor - 2.0) : 2.0 - (divisor - t);
        double quotient = t / divisor;
        double y = quotient + (Math.fma(-quotient, divisor, t) - quotient * lost) / divisor;
        return Math.copySign(y, x);
    }

    public static float tanh(float x) {
        return (float) tanh((double) x);
    }

    /** {@code 1 / (1 + exp(-x))}, for negative x as {@code e / (1 + e)} with {@code e = exp(x)}. */
    public static double sigmoid(double x) {
        double e = exp(-Math.abs(x));
        return (x < 0 ? e : 1.0) / (1.0 + e);
    }

    public static float sigmoid(float x) {
        return (float) sigmoid((double) x);
    }

    public static double erf(double x) {
        return ErrorFunction.erf(x);
    }

    public static float erf(float x) {
        return (float) erf((double) x);
    }
}
