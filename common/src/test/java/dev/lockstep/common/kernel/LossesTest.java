package dev.lockstep.common.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LossesTest {

    private static final float[] PREDICTIONS = {1f, 2f, -3f, 0.5f};
    private static final float[] TARGETS = {0f, 4f, -3f, 1f};

    @Test
    void meanSquaredErrorIsTheMeanOverTheOutputsOfAnExample() {
        float[] losses = new float[2];
        Losses.meanSquaredError(2, 2, PREDICTIONS, 0, TARGETS, 0, losses, 0);
        assertThat(losses).containsExactly(2.5f, 0.125f);
        float[] dx = new float[4];
        Losses.meanSquaredErrorGradient(2, 2, PREDICTIONS, 0, TARGETS, 0, new float[]{1f, 2f}, 0, dx, 0);
        assertThat(dx).containsExactly(1f, -2f, 0f, -1f);
    }

    @Test
    void theDerivativeOfHalfTheSquaredErrorIsTheDifference() {
        float[] losses = new float[2];
        Losses.halfSquaredError(2, 2, PREDICTIONS, 0, TARGETS, 0, losses, 0);
        assertThat(losses).containsExactly(2.5f, 0.125f);
        float[] dx = new float[4];
        Losses.halfSquaredErrorGradient(2, 2, PREDICTIONS, 0, TARGETS, 0, new float[]{1f, 1f}, 0, dx, 0);
        assertThat(dx).containsExactly(1f, -2f, 0f, -0.5f);
    }

    @Test
    void binaryCrossEntropyIsThatOfTheSigmoidAndDoesNotOverflow() {
        float[] logits = {0.3f, -2f, 200f, -200f};
        float[] targets = {1f, 0.25f, 0f, 0f};
        float[] losses = new float[4];
        Losses.binaryCrossEntropy(4, 1, logits, 0, targets, 0, losses, 0);
        float[] dx = new float[4];
        Losses.binaryCrossEntropyGradient(4, 1, logits, 0, targets, 0, new float[]{1f, 1f, 1f, 1f}, 0, dx, 0);
        for (int i = 0; i < 2; i++) {
            double p = 1 / (1 + StrictMath.exp(-logits[i]));
            double loss = -targets[i] * StrictMath.log(p) - (1 - targets[i]) * StrictMath.log(1 - p);
            assertThat((double) losses[i]).isCloseTo(loss, within(1e-6));
            assertThat((double) dx[i]).isCloseTo(p - targets[i], within(1e-6));
        }
        assertThat(losses[2]).isEqualTo(200f);
        assertThat(losses[3]).isZero();
    }

    @Test
    void rowsAreSummedInSixteenLanesAndAFixedTree() {
        float[] x = Reference.floats(1, 2 * 35);
        float[] sums = new float[2];
        RowSums.sum(2, 35, x, 0, sums, 0);
        for (int row = 0; row < 2; row++) {
            float[] lanes = new float[16];
            for (int j = 0; j < 35; j++) {
                lanes[j % 16] += x[row * 35 + j];
            }
            for (int width = 8; width > 0; width /= 2) {
                for (int l = 0; l < width; l++) {
                    lanes[l] += lanes[l + width];
                }
            }
            assertThat(sums[row]).isEqualTo(lanes[0]);
        }
    }
}
