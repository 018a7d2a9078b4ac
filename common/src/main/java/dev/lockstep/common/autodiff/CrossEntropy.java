package dev.lockstep.common.autodiff;

import dev.lockstep.common.kernel.SoftmaxCrossEntropy;
import dev.lockstep.common.tensor.Shape;

/**
 * The negative logarithm of the probability that a softmax over the logits gives to an example's class.
 *
 * @param labels a class per row, from 0 on
 */
public record CrossEntropy(Variable logits, int[] labels, float[] probabilities, Variable output)
        implements
            Operation {

    public static Variable of(Variable logits, int[] labels) {
        int classes = logits.width();
        for (int row = 0; row < logits.rows(); row++) {
            if (labels[row] < 0 || labels[row] >= classes) {
                throw new IllegalArgumentException(
                        "row " + row + " has class " + labels[row] + ", and there are " + classes + " logits");
            }
        }
        Tape tape = logits.tape();
        Variable losses = tape.result(Shape.of(), logits.differentiable());
        float[] probabilities = tape.pool().floats(logits.size());
        SoftmaxCrossEntropy.forward(logits.rows(), classes, logits.values(), logits.offset(), labels, 0,
                losses.values(), 0, probabilities, 0);
        return tape.record(new CrossEntropy(logits, labels, probabilities, losses));
    }

    @Override
    public void pullback(BackwardPass pass) {
        float[] dx = pass.contribution(logits);
        SoftmaxCrossEntropy.backward(logits.rows(), logits.width(), probabilities, 0, labels, 0,
                pass.gradient(output), 0, dx, 0);
        pass.add(logits, dx);
    }
}
