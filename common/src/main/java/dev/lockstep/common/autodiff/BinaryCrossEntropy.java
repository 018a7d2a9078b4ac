package dev.lockstep.common.autodiff;

import dev.lockstep.common.kernel.Losses;
import dev.lockstep.common.tensor.Shape;

/**
 * The mean over an example's outputs of the binary cross-entropy of {@code sigmoid(logit)} against a target in [0, 1],
 * computed from the logit, so that it stays finite.
 */
public record BinaryCrossEntropy(Variable logits, float[] targets, Variable output) implements Operation {

    public static Variable of(Variable logits, float[] targets) {
        Variable y = logits.tape().result(Shape.of(), logits.differentiable());
        Losses.binaryCrossEntropy(logits.rows(), logits.width(), logits.values(), logits.offset(), targets, 0,
                y.values(), 0);
        return logits.tape().record(new BinaryCrossEntropy(logits, targets, y));
    }

    @Override
    public void pullback(BackwardPass pass) {
        float[] dx = pass.contribution(logits);
        Losses.binaryCrossEntropyGradient(logits.rows(), logits.width(), logits.values(), logits.offset(), targets, 0,
                pass.gradient(output), 0, dx, 0);
        pass.add(logits, dx);
    }
}
