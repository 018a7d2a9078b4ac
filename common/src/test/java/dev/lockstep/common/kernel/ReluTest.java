package dev.lockstep.common.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The branchless forms mean what their definitions say, at every special value, in lanes and in tails. */
class ReluTest {

    private static final List<float[]> VALUES = EveryLane.of(0f, -0f, 1f, -1f, Float.MIN_VALUE, -Float.MIN_VALUE,
            Float.MAX_VALUE, -Float.MAX_VALUE, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.NaN,
            Float.intBitsToFloat(0xffc0_0001), Float.intBitsToFloat(0x7f80_0001));

    @Test
    void reluTakesWhatIsAboveZeroAndWhatIsNotANumber() {
        for (float[] x : VALUES) {
            int n = x.length;
            float[] y = new float[n];
            float[] dx = new float[n];
            float[] dy = new float[n];
            Arrays.fill(dy, -3f);
            Elementwise.relu(n, x, 0, y, 0);
            Elementwise.reluGradient(n, x, 0, dy, 0, dx, 0);
            for (int i = 0; i < n; i++) {
                float v = x[i];
                assertThat(Float.floatToIntBits(y[i])).as("relu of %s at %s", v, i)
                        .isEqualTo(Float.floatToIntBits(v <= 0 ? 0f : v));
                assertThat(Float.floatToIntBits(dx[i])).as("gradient for %s at %s", v, i)
                        .isEqualTo(Float.floatToIntBits(v <= 0 ? 0f : -3f));
            }
        }
    }
}
