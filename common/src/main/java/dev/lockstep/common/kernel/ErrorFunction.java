package dev.lockstep.common.kernel;

/**
 * The error function, in double within 2 ulp: up to 1 its Maclaurin series, above
 * {@code 1 - exp(-x^2) g((x - 3) / (x + 3))} with a Chebyshev fit g of degree 15 to {@code erfc(x) exp(x^2)}. The
 * coefficients come from {@code transcendental.py}, among the resources of the tests.
 */
final class ErrorFunction {

    private ErrorFunction() {}

    static double erf(double x) {
        double a = Math.abs(x);
        if (!(a < 6)) {
            return x > 0 ? 1.0 : x < 0 ? -1.0 : x;
        }
        return Math.copySign(
                a < 1 ? a * series(a * a) : 1.0 - Transcendental.exp(-a * a) * scaledTail((a - 3) / (a + 3)), x);
    }

    private static double series(double z) {
        double p = 0x1.5f7919bc67b8cp-58;
        p = Math.fma(p, z, -0x1.a2007af3447f6p-54);
        p = Math.fma(p, z, 0x1.d70b3537f4765p-50);
        p = Math.fma(p, z, -0x1.f56f071a885cfp-46);
        p = Math.fma(p, z, 0x1.f683ae4a97007p-42);
        p = Math.fma(p, z, -0x1.d8453cb0c46eap-38);
        p = Math.fma(p, z, 0x1.9e6ad5e55a730p-34);
        p = Math.fma(p, z, -0x1.51d7181c5d36dp-30);
        p = Math.fma(p, z, 0x1.fcc5720624c1cp-27);
        p = Math.fma(p, z, -0x1.5f742ec43e71ap-23);
        p = Math.fma(p, z, 0x1.b9e6c9dc651a3p-20);
        p = Math.fma(p, z, -0x1.f4d25c3e0c2ebp-17);
        p = Math.fma(p, z, 0x1.f9a326f9b89b7p-14);
        p = Math.fma(p, z, -0x1.c02db40040b86p-11);
        p = Math.fma(p, z, 0x1.565bcd0e6a53fp-8);
        p = Math.fma(p, z, -0x1.b82ce31288b51p-6);
        p = Math.fma(p, z, 0x1.ce2f21a042be2p-4);
        p = Math.fma(p, z, -0x1.812746b0379e7p-2);
        p = Math.fma(p, z, 0x1.20dd750429b6dp+0);
        return p;
    }

    private static double scaledTail(double t) {
        double p = 0x1.d0badb83f2cadp-29;
        p = Math.fma(p, t, 0x1.56695202d55bcp-20);
        p = Math.fma(p, t, 0x1.0e3fb74fdc507p-19);
        p = Math.fma(p, t, -0x1.0cc37e8e915adp-17);
        p = Math.fma(p, t, -0x1.af086905fc57fp-17);
        p = Math.fma(p, t, 0x1.0cb2e63fe2177p-14);
        p = Math.fma(p, t, 0x1.7b9ef7977ceafp-15);
        p = Math.fma(p, t, -0x1.39085f2b38287p-11);
        p = Math.fma(p, t, 0x1.73101f6d2e434p-11);
        p = Math.fma(p, t, 0x1.17c839090a469p-8);
        p = Math.fma(p, t, -0x1.8fa58eb5ea92cp-6);
        p = Math.fma(p, t, 0x1.258b13b00ec66p-4);
        p = Math.fma(p, t, -0x1.336ffbef08b8ap-3);
        p = Math.fma(p, t, 0x1.f6ff204105a04p-3);
        p = Math.fma(p, t, -0x1.4e102b9cf8513p-2);
        p = Math.fma(p, t, 0x1.6e9827d229d2dp-3);
        return p;
    }
}
