package dev.lockstep.common.autodiff;

import dev.lockstep.common.kernel.Activation;
import dev.lockstep.common.kernel.Elementwise;

/** A function of one element. */
public record Pointwise(Function function, Variable x, Variable output) implements Operation {

    /** What may be applied to every element. */
    public enum Function {
        RELU, TANH, SIGMOID, EXP, LOG, ERF, SQUARE, NEGATE
    }

    public static Variable of(Function function, Variable x) {
        Variable y = x.tape().result(x.shape(), x.differentiable());
        int n = x.size();
        switch (function) {
            case RELU -> Elementwise.relu(n, x.values(), x.offset(), y.values(), 0);
            case TANH -> Elementwise.tanh(n, x.values(), x.offset(), y.values(), 0);
            case SIGMOID -> Elementwise.sigmoid(n, x.values(), x.offset(), y.values(), 0);
            case EXP -> Elementwise.exp(n, x.values(), x.offset(), y.values(), 0);
            case LOG -> Elementwise.log(n, x.values(), x.offset(), y.values(), 0);
            case ERF -> Elementwise.erf(n, x.values(), x.offset(), y.values(), 0);
            case SQUARE -> Elementwise.square(n, x.values(), x.offset(), y.values(), 0);
            case NEGATE -> Elementwise.negate(n, x.values(), x.offset(), y.values(), 0);
        }
        return x.tape().record(new Pointwise(function, x, y));
    }

    @Override
    public void pullback(BackwardPass pass) {
        int n = x.size();
        float[] dy = pass.gradient(output);
        float[] y = output.values();
        switch (function) {
            case RELU -> Elementwise.reluGradient(n, y, 0, dy, 0, dy, 0);
            case TANH -> Elementwise.tanhGradient(n, y, 0, dy, 0, dy, 0);
            case SIGMOID -> Elementwise.sigmoidGradient(n, y, 0, dy, 0, dy, 0);
            case EXP -> Elementwise.expGradient(n, y, 0, dy, 0, dy, 0);
            case LOG -> Elementwise.logGradient(n, x.values(), x.offset(), dy, 0, dy, 0);
            case ERF -> Elementwise.erfGradient(n, x.values(), x.offset(), dy, 0, dy, 0);
            case SQUARE -> Elementwise.squareGradient(n, x.values(), x.offset(), dy, 0, dy, 0);
            case NEGATE -> Elementwise.negate(n, dy, 0, dy, 0);
        }
        pass.hand(output, x);
    }

    /** Turns the gradient of a fused activation's output into that of its input, in place. */
    static void throughActivation(Activation activation, Variable y, float[] dy) {
        if (activation != Activation.NONE) {
            Elementwise.activateGradient(activation, y.size(), y.values(), y.offset(), dy, 0, dy, 0);
        }
    }
}
