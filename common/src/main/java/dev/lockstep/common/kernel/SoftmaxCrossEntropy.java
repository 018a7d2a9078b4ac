package dev.lockstep.common.kernel;

/**
 * Softmax along a row and the negative logarithm of the probability of a label. With {@code m} the maximum of a row
 * (NaN passes on), {@code e_j = exp(x_j - m)} in float and {@code s} their sum in the order of {@link RowSums}:
 * probability j is {@code e_j / s}, and the loss is {@code log(s) - (x_label - m)}, in double and rounded once.
 */
public final class SoftmaxCrossEntropy {

    private SoftmaxCrossEntropy() {}

    /**
     * @param logits        [rows, classes]
     * @param labels        one a row, 0 to classes - 1
     * @param losses        gets one a row
     * @param probabilities gets [rows, classes], for {@link #backward}
     */
    public static void forward(int rows, int classes, float[] logits, int lo, int[] labels, int labelOffset,
            float[] losses, int losso, float[] probabilities, int po) {
        float[] lanes = new float[RowSums.LANES];
        for (int row = 0; row < rows; row++) {
            int x = lo + row * classes;
            int p = po + row * classes;
            float label = logits[x + labels[labelOffset + row]];
            float max = max(classes, logits, x);
            float sum = exponentials(classes, logits, x, max, probabilities, p, lanes);
            for (int j = 0; j < classes; j++) {
                probabilities[p + j] /= sum;
            }
            losses[losso + row] = (float) (Transcendental.log((double) sum) - ((double) label - (double) max));
        }
    }

    /**
     * {@code dlogits = (probabilities - onehot) dLoss[row]}; overwrites {@code dlogits}, which may be the
     * probabilities.
     */
    public static void backward(int rows, int classes, float[] probabilities, int po, int[] labels, int labelOffset,
            float[] dLosses, int dlo, float[] dlogits, int dlogitso) {
        for (int row = 0; row < rows; row++) {
            int p = po + row * classes;
            int d = dlogitso + row * classes;
            int label = labels[labelOffset + row];
            float scale = dLosses[dlo + row];
            float ofLabel = (probabilities[p + label] - 1f) * scale;
            for (int j = 0; j < classes; j++) {
                dlogits[d + j] = probabilities[p + j] * scale;
            }
            dlogits[d + label] = ofLabel;
        }
    }

    /** Probabilities alone, the same bits as {@link #forward} gives. */
    public static void softmax(int rows, int classes, float[] logits, int lo, float[] probabilities, int po) {
        float[] lanes = new float[RowSums.LANES];
        for (int row = 0; row < rows; row++) {
            int x = lo + row * classes;
            int p = po + row * classes;
            float sum = exponentials(classes, logits, x, max(classes, logits, x), probabilities, p, lanes);
            for (int j = 0; j < classes; j++) {
                probabilities[p + j] /= sum;
            }
        }
    }

    private static float max(int classes, float[] logits, int x) {
        float max = logits[x];
        for (int j = 1; j < classes; j++) {
            max = Math.max(max, logits[x + j]);
        }
        return max;
    }

    private static float exponentials(int classes, float[] logits, int x, float max, float[] out, int oo,
            float[] lanes) {
        Elementwise.shift(classes, logits, x, -max, out, oo);
        Elementwise.exp(classes, out, oo, out, oo);
        return RowSums.sum(classes, out, oo, lanes);
    }
}
