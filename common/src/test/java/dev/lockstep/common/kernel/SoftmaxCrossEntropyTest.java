package dev.lockstep.common.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class SoftmaxCrossEntropyTest {

    @Test
    void lossAndGradientAreThoseOfTheFormula() {
        int rows = 3;
        int classes = 37;
        float[] logits = Reference.floats(1, rows * classes);
        int[] labels = {0, 36, 5};
        float[] losses = new float[rows];
        float[] probabilities = new float[rows * classes];
        SoftmaxCrossEntropy.forward(rows, classes, logits, 0, labels, 0, losses, 0, probabilities, 0);
        float[] gradient = new float[rows * classes];
        SoftmaxCrossEntropy.backward(rows, classes, probabilities, 0, labels, 0, new float[]{1f, 2f, -1f}, 0, gradient,
                0);
        for (int row = 0; row < rows; row++) {
            double sum = 0;
            for (int j = 0; j < classes; j++) {
                sum += StrictMath.exp(logits[row * classes + j]);
            }
            double label = logits[row * classes + labels[row]];
            assertThat((double) losses[row]).isCloseTo(StrictMath.log(sum) - label, within(1e-4));
            double dLoss = new double[]{1, 2, -1}[row];
            for (int j = 0; j < classes; j++) {
                double p = StrictMath.exp(logits[row * classes + j]) / sum - (j == labels[row] ? 1 : 0);
                assertThat((double) gradient[row * classes + j]).isCloseTo(p * dLoss, within(1e-5));
            }
        }
        float[] again = new float[rows * classes];
        SoftmaxCrossEntropy.softmax(rows, classes, logits, 0, again, 0);
        Reference.assertSameBits(again, probabilities, "softmax");
    }

    @Test
    void theSumOfARowRunsInSixteenLanesAndAFixedTree() {
        int classes = 53;
        float[] logits = Reference.floats(2, classes);
        float max = Float.NEGATIVE_INFINITY;
        for (float x : logits) {
            max = Math.max(max, x);
        }
        float[] e = new float[classes];
        float[] lanes = new float[16];
        for (int j = 0; j < classes; j++) {
            e[j] = Transcendental.exp(logits[j] - max);
            lanes[j % 16] += e[j];
        }
        for (int width = 8; width > 0; width /= 2) {
            for (int l = 0; l < width; l++) {
                lanes[l] += lanes[l + width];
            }
        }
        float[] expected = new float[classes];
        for (int j = 0; j < classes; j++) {
            expected[j] = e[j] / lanes[0];
        }
        float[] actual = new float[classes];
        SoftmaxCrossEntropy.softmax(1, classes, logits, 0, actual, 0);
        Reference.assertSameBits(actual, expected, "probabilities");
    }

    @Test
    void aNanAmongTheLogitsMakesTheLossNanWhereverItStands() {
        for (int at = 0; at < 3; at++) {
            float[] logits = {1f, 2f, 3f};
            logits[at] = Float.NaN;
            float[] losses = new float[1];
            SoftmaxCrossEntropy.forward(1, 3, logits, 0, new int[]{0}, 0, losses, 0, new float[3], 0);
            assertThat(losses[0]).isNaN();
        }
    }

    @Test
    void largeLogitsDoNotOverflow() {
        float[] losses = new float[1];
        SoftmaxCrossEntropy.forward(1, 2, new float[]{1e30f, -1e30f}, 0, new int[]{0}, 0, losses, 0, new float[2], 0);
        assertThat(losses[0]).isZero();
    }
}
