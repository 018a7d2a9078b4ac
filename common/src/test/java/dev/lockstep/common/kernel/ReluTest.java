package dev.lockstep.common.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** The branchless forms mean what their definitions say, at every special value. */
class ReluTest {

    private static final float[] VALUES = {0f, -0f, 1f, -1f, Float.MIN_VALUE, -Float.MIN_VALUE, Float.MAX_VALUE,
            -Float.MAX_VALUE, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.NaN,
            Float.intBitsToFloat(0xffc0_0001), Float.intBitsToFloat(0x7f80_0001)};

    @Test
    void reluTakesWhatIsAboveZeroAndWhatIsNotANumber() {
        int n = VALUES.length;
        float[] y = new float[n];
        float[] dx = new float[n];
        float[] dy = new float[n];
        Arrays.fill(dy, -3f);
        Elementwise.relu(n, VALUES, 0, y, 0);
        Elementwise.reluGradient(n, VALUES, 0, dy, 0, dx, 0);
        for (int i = 0; i < n; i++) {
            float v = VALUES[i];
            assertThat(Float.floatToIntBits(y[i])).as("relu of %s", v).isEqualTo(Float.floatToIntBits(v <= 0 ? 0f : v));
            assertThat(Float.floatToIntBits(dx[i])).as("gradient at %s", v)
                    .isEqualTo(Float.floatToIntBits(v <= 0 ? 0f : -3f));
        }
    }
}
