package dev.lockstep.common.autodiff;

import dev.lockstep.common.kernel.RowSums;
import dev.lockstep.common.tensor.Shape;
import java.util.Arrays;

/** The sum of an example's elements: still one value per example, to be reduced. */
public record RowSum(Variable x, Variable output) implements Operation {

    public static Variable of(Variable x) {
        Variable y = x.tape().result(Shape.of(), x.differentiable());
        RowSums.sum(x.rows(), x.width(), x.values(), x.offset(), y.values(), 0);
        return x.tape().record(new RowSum(x, y));
    }

    @Override
    public void pullback(BackwardPass pass) {
        float[] dy = pass.gradient(output);
        float[] dx = pass.contribution(x);
        int width = x.width();
        for (int row = 0; row < x.rows(); row++) {
            Arrays.fill(dx, row * width, (row + 1) * width, dy[row]);
        }
        pass.add(x, dx);
    }
}
