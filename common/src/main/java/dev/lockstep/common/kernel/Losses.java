package dev.lockstep.common.kernel;

import java.util.Arrays;

/**
 * Losses of an example over its outputs, summed in the order of {@link RowSums}. Inputs are [rows, outputs]; a loss is
 * one float a row. Gradients are by the predictions (or logits), times the row's {@code dLoss}; they overwrite.
 */
public final class Losses {

    private Losses() {}

    /** Mean over outputs of {@code (p - t)^2}. */
    public static void meanSquaredError(int rows, int outputs, float[] predictions, int po, float[] targets, int to,
            float[] losses, int lo) {
        squares(rows, outputs, predictions, po, targets, to, losses, lo);
        for (int row = 0; row < rows; row++) {
            losses[lo + row] /= outputs;
        }
    }

    /** {@code (2 (p - t) / outputs) dLoss}. */
    public static void meanSquaredErrorGradient(int rows, int outputs, float[] predictions, int po, float[] targets,
            int to, float[] dLosses, int dlo, float[] dx, int dxo) {
        for (int row = 0; row < rows; row++) {
            float scale = dLosses[dlo + row];
            for (int i = row * outputs; i < (row + 1) * outputs; i++) {
                float difference = predictions[po + i] - targets[to + i];
                dx[dxo + i] = (difference + difference) / outputs * scale;
            }
        }
    }

    /** Half the sum over outputs of {@code (p - t)^2}. */
    public static void halfSquaredError(int rows, int outputs, float[] predictions, int po, float[] targets, int to,
            float[] losses, int lo) {
        squares(rows, outputs, predictions, po, targets, to, losses, lo);
        for (int row = 0; row < rows; row++) {
            losses[lo + row] *= 0.5f;
        }
    }

    /** {@code (p - t) dLoss}. */
    public static void halfSquaredErrorGradient(int rows, int outputs, float[] predictions, int po, float[] targets,
            int to, float[] dLosses, int dlo, float[] dx, int dxo) {
        for (int row = 0; row < rows; row++) {
            float scale = dLosses[dlo + row];
            for (int i = row * outputs; i < (row + 1) * outputs; i++) {
                dx[dxo + i] = (predictions[po + i] - targets[to + i]) * scale;
            }
        }
    }

    /**
     * Mean over outputs of {@code max(z, 0) - z t + log(1 + exp(-|z|))}, the binary cross-entropy of {@code sigmoid(z)}
     * against a target in [0, 1]; each term in double and rounded once.
     */
    public static void binaryCrossEntropy(int rows, int outputs, float[] logits, int zo, float[] targets, int to,
            float[] losses, int lo) {
        float[] lanes = new float[RowSums.LANES];
        for (int row = 0; row < rows; row++) {
            Arrays.fill(lanes, 0f);
            for (int j = 0; j < outputs; j++) {
                double z = logits[zo + row * outputs + j];
                double positive = z <= 0.0 ? 0.0 : z;
                double tail = Transcendental.log(1.0 + Transcendental.exp(-Math.abs(z)));
                lanes[j % RowSums.LANES] += (float) (positive - z * targets[to + row * outputs + j] + tail);
            }
            losses[lo + row] = RowSums.fold(lanes) / outputs;
        }
    }

    /** {@code ((sigmoid(z) - t) / outputs) dLoss}. */
    public static void binaryCrossEntropyGradient(int rows, int outputs, float[] logits, int zo, float[] targets,
            int to,
            float[] dLosses, int dlo, float[] dx, int dxo) {
        for (int row = 0; row < rows; row++) {
            float scale = dLosses[dlo + row];
            for (int i = row * outputs; i < (row + 1) * outputs; i++) {
                dx[dxo + i] = (Transcendental.sigmoid(logits[zo + i]) - targets[to + i]) / outputs * scale;
            }
        }
    }

    private static void squares(int rows, int outputs, float[] predictions, int po, float[] targets, int to,
            float[] losses, int lo) {
        float[] lanes = new float[RowSums.LANES];
        for (int row = 0; row < rows; row++) {
            Arrays.fill(lanes, 0f);
            for (int j = 0; j < outputs; j++) {
                float difference = predictions[po + row * outputs + j] - targets[to + row * outputs + j];
                lanes[j % RowSums.LANES] += difference * difference;
            }
            losses[lo + row] = RowSums.fold(lanes);
        }
    }
}
