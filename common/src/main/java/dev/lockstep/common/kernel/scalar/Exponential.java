package dev.lockstep.common.kernel.scalar;

/** The exponential around 0: constants that both twins use, and the scalar evaluation. */
public final class Exponential {

    public static final double LOG2_E = 1.4426950408889634;
    /** ln 2 in two parts; the high one has 21 trailing zero bits, so that k times it is exact. */
    public static final double LN2_HI = 6.93147180369123816490e-01;
    public static final double LN2_LO = 1.90821492927058770002e-10;
    /** Adding and subtracting it rounds to an integer, to even. */
    public static final double ROUNDER = 0x1.8p52;

    /** Coefficients of the Taylor polynomial, {@code 1 / n!}. */
    public static final double C13 = 1.6059043836821613e-10;
    public static final double C12 = 2.08767569878681e-9;
    public static final double C11 = 2.505210838544172e-8;
    public static final double C10 = 2.755731922398589e-7;
    public static final double C9 = 2.7557319223985893e-6;
    public static final double C8 = 2.48015873015873e-5;
    public static final double C7 = 1.984126984126984e-4;
    public static final double C6 = 0.001388888888888889;
    public static final double C5 = 0.008333333333333333;
    public static final double C4 = 0.041666666666666664;
    public static final double C3 = 0.16666666666666666;
    public static final double C2 = 0.5;

    private Exponential() {}

    /**
     * {@code exp(x - k ln 2) - 1} for {@code |x - k ln 2| <= ln 2 / 2}: the remainder in two parts, and a polynomial of
     * degree 13, whose truncation is below 2^-56 of the result.
     */
    public static double reducedExpm1(double x, double k) {
        double hi = Math.fma(-k, LN2_HI, x);
        double lo = k * LN2_LO;
        double r = hi - lo;
        double correction = (hi - r) - lo;
        double p = C13;
        p = Math.fma(p, r, C12);
        p = Math.fma(p, r, C11);
        p = Math.fma(p, r, C10);
        p = Math.fma(p, r, C9);
        p = Math.fma(p, r, C8);
        p = Math.fma(p, r, C7);
        p = Math.fma(p, r, C6);
        p = Math.fma(p, r, C5);
        p = Math.fma(p, r, C4);
        p = Math.fma(p, r, C3);
        p = Math.fma(p, r, C2);
        return r + Math.fma(p * r, r, Math.fma(correction, r, correction));
    }
}
