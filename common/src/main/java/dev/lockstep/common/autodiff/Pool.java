package dev.lockstep.common.autodiff;

import dev.lockstep.common.kernel.MaxPool;
import dev.lockstep.common.tensor.Shape;

/**
 * Maximum over windows; the gradient goes to the first maximum.
 *
 * @param winners where in its example each output came from
 */
public record Pool(MaxPool.Geometry geometry, Variable x, int[] winners, Variable output) implements Operation {

    public static Variable of(MaxPool.Geometry g, Variable x) {
        if (!x.shape().equals(Shape.of(g.channels(), g.height(), g.width()))) {
            throw new IllegalArgumentException(g + " does not fit " + x);
        }
        Tape tape = x.tape();
        Variable y = tape.result(Shape.of(g.channels(), g.outHeight(), g.outWidth()), x.differentiable());
        int[] winners = tape.pool().ints(y.size());
        MaxPool.forward(g, x.rows(), x.values(), x.offset(), y.values(), y.offset(), winners, 0);
        return tape.record(new Pool(g, x, winners, y));
    }

    @Override
    public void pullback(BackwardPass pass) {
        float[] dx = pass.contribution(x);
        MaxPool.backward(geometry, x.rows(), pass.gradient(output), 0, winners, 0, dx, 0);
        pass.add(x, dx);
    }
}
