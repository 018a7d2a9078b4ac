package dev.lockstep.common.autodiff;

import dev.lockstep.common.kernel.Elementwise;

/** Every element times one number. */
public record Scale(Variable x, float factor, Variable output) implements Operation {

    public static Variable of(Variable x, float factor) {
        Variable y = x.tape().result(x.shape(), x.differentiable());
        Elementwise.scale(x.size(), x.values(), x.offset(), factor, y.values(), 0);
        return x.tape().record(new Scale(x, factor, y));
    }

    @Override
    public void pullback(BackwardPass pass) {
        float[] dy = pass.gradient(output);
        Elementwise.scale(x.size(), dy, 0, factor, dy, 0);
        pass.hand(output, x);
    }
}
