package dev.lockstep.common.autodiff;

import dev.lockstep.common.kernel.Elementwise;

/** A function of two elements at the same place. The contribution to the right operand is added first. */
public record Combine(Function function, Variable left, Variable right, Variable output) implements Operation {

    /** How two elements become one. */
    public enum Function {
        ADD, SUBTRACT, MULTIPLY
    }

    public static Variable of(Function function, Variable a, Variable b) {
        if (!a.shape().equals(b.shape())) {
            throw new IllegalArgumentException(function + " needs two of one shape, got " + a + " and " + b);
        }
        Variable y = a.tape().result(a.shape(), a.differentiable() || b.differentiable());
        int n = a.size();
        switch (function) {
            case ADD -> Elementwise.add(n, a.values(), a.offset(), b.values(), b.offset(), y.values(), 0);
            case SUBTRACT -> Elementwise.subtract(n, a.values(), a.offset(), b.values(), b.offset(), y.values(), 0);
            case MULTIPLY -> Elementwise.multiply(n, a.values(), a.offset(), b.values(), b.offset(), y.values(), 0);
        }
        return a.tape().record(new Combine(function, a, b, y));
    }

    @Override
    public void pullback(BackwardPass pass) {
        int n = output.size();
        float[] dy = pass.gradient(output);
        if (right.differentiable()) {
            float[] db = pass.contribution(right);
            switch (function) {
                case ADD -> System.arraycopy(dy, 0, db, 0, n);
                case SUBTRACT -> Elementwise.negate(n, dy, 0, db, 0);
                case MULTIPLY -> Elementwise.multiply(n, dy, 0, left.values(), left.offset(), db, 0);
            }
            pass.add(right, db);
        }
        if (left.differentiable()) {
            if (function == Function.MULTIPLY) {
                Elementwise.multiply(n, dy, 0, right.values(), right.offset(), dy, 0);
            }
            pass.hand(output, left);
        }
    }
}
