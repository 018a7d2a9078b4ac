package dev.lockstep.common.autodiff;

import dev.lockstep.common.tensor.Shape;

/** The same elements in the same order under another shape; no copy. */
public record View(Variable x, Variable output) implements Operation {

    public static Variable of(Variable x, Shape shape) {
        if (shape.size() != x.width()) {
            throw new IllegalArgumentException(x + " cannot be viewed as " + shape);
        }
        return x.tape().record(new View(x, x.tape().alias(x, shape)));
    }

    /** An example as a vector. */
    public static Variable flatten(Variable x) {
        return of(x, Shape.of(x.width()));
    }

    @Override
    public void pullback(BackwardPass pass) {
        pass.hand(output, x);
    }
}
