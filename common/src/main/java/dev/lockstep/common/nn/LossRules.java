package dev.lockstep.common.nn;

import dev.lockstep.common.autodiff.BinaryCrossEntropy;
import dev.lockstep.common.autodiff.CrossEntropy;
import dev.lockstep.common.autodiff.SquaredError;
import dev.lockstep.common.autodiff.Variable;
import dev.lockstep.common.job.LossKind;
import dev.lockstep.common.kernel.Elementwise;
import dev.lockstep.common.kernel.SoftmaxCrossEntropy;

/** What each loss makes of a network's output. */
final class LossRules {

    private LossRules() {}

    /** One value per example; not yet a scalar. */
    static Variable perExample(LossKind kind, Variable output, Targets targets) {
        return switch (kind) {
            case CROSS_ENTROPY -> CrossEntropy.of(output, labels(targets));
            case MSE -> SquaredError.of(SquaredError.Kind.MEAN, output, values(targets));
            case HALF_SQUARED_ERROR -> SquaredError.of(SquaredError.Kind.HALF_SUM, output, values(targets));
            case BINARY_CROSS_ENTROPY -> BinaryCrossEntropy.of(output, values(targets));
        };
    }

    /**
     * How much of a row is predicted right: 1 or 0 for a class (the first maximum), the share of outputs on the right side
     * of one half for binary targets, 0 for a regression.
     */
    static double correct(LossKind kind, Variable output, int row, Targets targets) {
        int width = output.width();
        int from = output.offset() + row * width;
        return switch (kind) {
            case CROSS_ENTROPY -> predictedClass(output, row) == labels(targets)[row] ? 1 : 0;
            case BINARY_CROSS_ENTROPY -> {
                int right = 0;
                for (int i = 0; i < width; i++) {
                    boolean target = values(targets)[row * width + i] >= 0.5f;
                    if (output.values()[from + i] >= 0 == target) {
                        right++;
                    }
                }
                yield (double) right / width;
            }
            case MSE, HALF_SQUARED_ERROR -> 0;
        };
    }

    /** Probabilities of classes or of binary targets, or the values themselves. */
    static void predict(LossKind kind, Variable output, float[] out, int at) {
        int n = output.size();
        switch (kind) {
            case CROSS_ENTROPY -> SoftmaxCrossEntropy.softmax(output.rows(), output.width(), output.values(),
                    output.offset(), out, at);
            case BINARY_CROSS_ENTROPY -> Elementwise.sigmoid(n, output.values(), output.offset(), out, at);
            case MSE, HALF_SQUARED_ERROR -> System.arraycopy(output.values(), output.offset(), out, at, n);
        }
    }

    /** The first maximum of a row of logits: the one rule for what a network says. */
    static int predictedClass(Variable logits, int row) {
        int from = logits.offset() + row * logits.width();
        float[] values = logits.values();
        int best = 0;
        for (int i = 1; i < logits.width(); i++) {
            if (values[from + i] > values[from + best]) {
                best = i;
            }
        }
        return best;
    }

    private static int[] labels(Targets targets) {
        return switch (targets) {
            case Targets.Classes c -> c.labels();
            case Targets.Values _ -> throw new IllegalArgumentException("this loss needs classes, got values");
        };
    }

    private static float[] values(Targets targets) {
        return switch (targets) {
            case Targets.Values v -> v.values();
            case Targets.Classes _ -> throw new IllegalArgumentException("this loss needs values, got classes");
        };
    }
}
