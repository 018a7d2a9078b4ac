package dev.lockstep.common.kernel;

import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class ElementwiseTest {

    private static final int STEP = 7919;

    private interface Loop {
        void run(int n, float[] x, int xo, float[] y, int yo);
    }

    @Test
    void loopsGiveTheBitsOfTheFunctionForFloatsOfEveryMagnitudeAndBothSigns() {
        float[] x = new float[(int) ((1L << 32) / STEP) + 1];
        for (int i = 0; i < x.length; i++) {
            x[i] = Float.intBitsToFloat(i * STEP);
        }
        same(x, Elementwise::exp, Transcendental::exp);
        same(x, Elementwise::tanh, Transcendental::tanh);
        same(x, Elementwise::sigmoid, Transcendental::sigmoid);
    }

    @Test
    void loopsGiveTheBitsOfTheFunctionAtTheEdges() {
        for (float[] x : EveryLane.of(0f, -0f, 1f, -1f, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY,
                Float.MIN_VALUE,
                -Float.MIN_VALUE, Float.MAX_VALUE, -Float.MAX_VALUE, 88.72283f, 88.722847f, -103.97208f, -103.97209f,
                22f,
                21.999998f, -87.3f)) {
            same(x, Elementwise::exp, Transcendental::exp);
            same(x, Elementwise::tanh, Transcendental::tanh);
            same(x, Elementwise::sigmoid, Transcendental::sigmoid);
        }
    }

    private static void same(float[] x, Loop loop, UnaryOperator<Float> function) {
        float[] actual = new float[x.length];
        float[] expected = new float[x.length];
        loop.run(x.length, x, 0, actual, 0);
        for (int i = 0; i < x.length; i++) {
            expected[i] = function.apply(x[i]);
        }
        Reference.assertSameBits(actual, expected, "floats");
    }
}
