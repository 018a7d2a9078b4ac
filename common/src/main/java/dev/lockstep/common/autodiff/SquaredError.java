package dev.lockstep.common.autodiff;

import dev.lockstep.common.kernel.Losses;
import dev.lockstep.common.tensor.Shape;

/**
 * How far predictions are from their targets, in the square.
 *
 * @param targets a row of numbers per example, as wide as the predictions
 */
public record SquaredError(Kind kind, Variable predictions, float[] targets, Variable output) implements Operation {

    /** Over the outputs of an example: the mean of the squares, or the sum of half the squares. */
    public enum Kind {
        MEAN, HALF_SUM
    }

    public static Variable of(Kind kind, Variable predictions, float[] targets) {
        Variable y = predictions.tape().result(Shape.of(), predictions.differentiable());
        int rows = predictions.rows();
        int width = predictions.width();
        switch (kind) {
            case MEAN -> Losses.meanSquaredError(rows, width, predictions.values(), predictions.offset(), targets, 0,
                    y.values(), 0);
            case HALF_SUM -> Losses.halfSquaredError(rows, width, predictions.values(), predictions.offset(), targets,
                    0, y.values(), 0);
        }
        return predictions.tape().record(new SquaredError(kind, predictions, targets, y));
    }

    @Override
    public void pullback(BackwardPass pass) {
        float[] dy = pass.gradient(output);
        float[] dx = pass.contribution(predictions);
        int rows = predictions.rows();
        int width = predictions.width();
        switch (kind) {
            case MEAN -> Losses.meanSquaredErrorGradient(rows, width, predictions.values(), predictions.offset(),
                    targets, 0, dy, 0, dx, 0);
            case HALF_SUM -> Losses.halfSquaredErrorGradient(rows, width, predictions.values(), predictions.offset(),
                    targets, 0, dy, 0, dx, 0);
        }
        pass.add(predictions, dx);
    }
}
