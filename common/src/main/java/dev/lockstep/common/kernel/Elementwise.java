package dev.lockstep.common.kernel;

import dev.lockstep.common.kernel.vector.VectorRelu;
import dev.lockstep.common.kernel.vector.VectorTranscendental;
import java.util.Arrays;

/**
 * Element by element over {@code n} floats; an output may be an input, at the same offset. A {@code ...Gradient}
 * overwrites {@code dx} with the gradient by the input; where the field does so, it works from the output {@code y}.
 */
public final class Elementwise {

    private static final double TWO_OVER_ROOT_PI = 1.1283791670955126;

    private Elementwise() {}

    public static void add(int n, float[] a, int ao, float[] b, int bo, float[] out, int oo) {
        for (int i = 0; i < n; i++) {
            out[oo + i] = a[ao + i] + b[bo + i];
        }
    }

    public static void subtract(int n, float[] a, int ao, float[] b, int bo, float[] out, int oo) {
        for (int i = 0; i < n; i++) {
            out[oo + i] = a[ao + i] - b[bo + i];
        }
    }

    /** The product; also applies a dropout mask of zeros and {@code 1 / (1 - rate)}. */
    public static void multiply(int n, float[] a, int ao, float[] b, int bo, float[] out, int oo) {
        for (int i = 0; i < n; i++) {
            out[oo + i] = a[ao + i] * b[bo + i];
        }
    }

    public static void divide(int n, float[] a, int ao, float[] b, int bo, float[] out, int oo) {
        for (int i = 0; i < n; i++) {
            out[oo + i] = a[ao + i] / b[bo + i];
        }
    }

    public static void scale(int n, float[] x, int xo, float factor, float[] out, int oo) {
        for (int i = 0; i < n; i++) {
            out[oo + i] = x[xo + i] * factor;
        }
    }

    /** {@code x + constant}. */
    public static void shift(int n, float[] x, int xo, float constant, float[] out, int oo) {
        for (int i = 0; i < n; i++) {
            out[oo + i] = x[xo + i] + constant;
        }
    }

    public static void negate(int n, float[] x, int xo, float[] out, int oo) {
        for (int i = 0; i < n; i++) {
            out[oo + i] = -x[xo + i];
        }
    }

    public static void square(int n, float[] x, int xo, float[] out, int oo) {
        for (int i = 0; i < n; i++) {
            out[oo + i] = x[xo + i] * x[xo + i];
        }
    }

    /** {@code 2 x dy}, as {@code (x + x) dy}. */
    public static void squareGradient(int n, float[] x, int xo, float[] dy, int dyo, float[] dx, int dxo) {
        for (int i = 0; i < n; i++) {
            dx[dxo + i] = (x[xo + i] + x[xo + i]) * dy[dyo + i];
        }
    }

    public static void fill(int n, float value, float[] out, int oo) {
        Arrays.fill(out, oo, oo + n, value);
    }

    /** {@code dst += src}. */
    public static void accumulate(int n, float[] src, int so, float[] dst, int dsto) {
        for (int i = 0; i < n; i++) {
            dst[dsto + i] += src[so + i];
        }
    }

    /**
     * {@code x <= 0 ? +0 : x}, so that NaN passes on and -0 does not. Without a branch: signs are as good as random,
     * and one that is guessed wrong costs more than all the rest.
     */
    public static void relu(int n, float[] x, int xo, float[] y, int yo) {
        for (int i = 0; i < n; i++) {
            y[yo + i] = Math.max(x[xo + i], 0f);
        }
    }

    /** {@code y <= 0 ? +0 : dy}, also without a branch. */
    public static void reluGradient(int n, float[] y, int yo, float[] dy, int dyo, float[] dx, int dxo) {
        int done = KernelChoice.VECTOR ? VectorRelu.gradient(n, y, yo, dy, dyo, dx, dxo) : 0;
        for (int i = done; i < n; i++) {
            int kept = Float.floatToRawIntBits(dy[dyo + i]) & aboveZeroOrNaN(Float.floatToRawIntBits(y[yo + i]));
            dx[dxo + i] = Float.intBitsToFloat(kept);
        }
    }

    /** All ones for the bits of a float that is greater than 0 or not a number, else 0. */
    private static int aboveZeroOrNaN(int bits) {
        int magnitude = bits & 0x7fff_ffff;
        int positive = ~bits & -magnitude;
        int notANumber = 0x7f80_0000 - magnitude;
        return (positive | notANumber) >> 31;
    }

    public static void tanh(int n, float[] x, int xo, float[] y, int yo) {
        int done = KernelChoice.VECTOR ? VectorTranscendental.tanh(n, x, xo, y, yo) : 0;
        for (int i = done; i < n; i++) {
            y[yo + i] = Transcendental.tanh(x[xo + i]);
        }
    }

    /** {@code dy (1 - y y)}. */
    public static void tanhGradient(int n, float[] y, int yo, float[] dy, int dyo, float[] dx, int dxo) {
        for (int i = 0; i < n; i++) {
            dx[dxo + i] = dy[dyo + i] * (1f - y[yo + i] * y[yo + i]);
        }
    }

    public static void sigmoid(int n, float[] x, int xo, float[] y, int yo) {
        int done = KernelChoice.VECTOR ? VectorTranscendental.sigmoid(n, x, xo, y, yo) : 0;
        for (int i = done; i < n; i++) {
            y[yo + i] = Transcendental.sigmoid(x[xo + i]);
        }
    }

    /** {@code dy (y (1 - y))}. */
    public static void sigmoidGradient(int n, float[] y, int yo, float[] dy, int dyo, float[] dx, int dxo) {
        for (int i = 0; i < n; i++) {
            dx[dxo + i] = dy[dyo + i] * (y[yo + i] * (1f - y[yo + i]));
        }
    }

    public static void exp(int n, float[] x, int xo, float[] y, int yo) {
        int done = KernelChoice.VECTOR ? VectorTranscendental.exp(n, x, xo, y, yo) : 0;
        for (int i = done; i < n; i++) {
            y[yo + i] = Transcendental.exp(x[xo + i]);
        }
    }

    /** {@code dy y}. */
    public static void expGradient(int n, float[] y, int yo, float[] dy, int dyo, float[] dx, int dxo) {
        multiply(n, dy, dyo, y, yo, dx, dxo);
    }

    public static void log(int n, float[] x, int xo, float[] y, int yo) {
        for (int i = 0; i < n; i++) {
            y[yo + i] = Transcendental.log(x[xo + i]);
        }
    }

    /** {@code dy / x}. */
    public static void logGradient(int n, float[] x, int xo, float[] dy, int dyo, float[] dx, int dxo) {
        divide(n, dy, dyo, x, xo, dx, dxo);
    }

    public static void erf(int n, float[] x, int xo, float[] y, int yo) {
        for (int i = 0; i < n; i++) {
            y[yo + i] = Transcendental.erf(x[xo + i]);
        }
    }

    /** {@code dy 2/sqrt(pi) exp(-x x)}, in double and rounded once. */
    public static void erfGradient(int n, float[] x, int xo, float[] dy, int dyo, float[] dx, int dxo) {
        for (int i = 0; i < n; i++) {
            double v = x[xo + i];
            dx[dxo + i] = (float) (dy[dyo + i] * (TWO_OVER_ROOT_PI * Transcendental.exp(-v * v)));
        }
    }

    /** Applies an activation; {@code NONE} copies. */
    public static void activate(Activation activation, int n, float[] x, int xo, float[] y, int yo) {
        switch (activation) {
            case NONE -> System.arraycopy(x, xo, y, yo, n);
            case RELU -> relu(n, x, xo, y, yo);
            case TANH -> tanh(n, x, xo, y, yo);
            case SIGMOID -> sigmoid(n, x, xo, y, yo);
        }
    }

    /** Gradient by an activation's input from its output {@code y}; {@code NONE} copies. */
    public static void activateGradient(Activation activation, int n, float[] y, int yo, float[] dy, int dyo,
            float[] dx,
            int dxo) {
        switch (activation) {
            case NONE -> System.arraycopy(dy, dyo, dx, dxo, n);
            case RELU -> reluGradient(n, y, yo, dy, dyo, dx, dxo);
            case TANH -> tanhGradient(n, y, yo, dy, dyo, dx, dxo);
            case SIGMOID -> sigmoidGradient(n, y, yo, dy, dyo, dx, dxo);
        }
    }

    static float activate(Activation activation, float x) {
        return switch (activation) {
            case NONE -> x;
            case RELU -> Math.max(x, 0f);
            case TANH -> Transcendental.tanh(x);
            case SIGMOID -> Transcendental.sigmoid(x);
        };
    }
}
