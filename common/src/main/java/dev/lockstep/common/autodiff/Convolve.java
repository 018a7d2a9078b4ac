package dev.lockstep.common.autodiff;

import dev.lockstep.common.kernel.Activation;
import dev.lockstep.common.kernel.Convolution;
import dev.lockstep.common.tensor.Shape;

/**
 * Two-dimensional convolution: {@code [channels, height, width]} to {@code [filters, outHeight, outWidth]}.
 *
 * @param weights {@code [filters, channels, kernelH, kernelW]}
 * @param bias    {@code [filters]}, or null for none
 */
public record Convolve(Convolution.Geometry geometry, Variable x, Parameter weights, Parameter bias,
        Activation activation, Variable output) implements Operation {

    public static Variable of(Convolution.Geometry g, Variable x, Parameter weights, Parameter bias,
            Activation activation) {
        if (!x.shape().equals(Shape.of(g.channels(), g.height(), g.width()))
                || weights.size() != g.filters() * g.taps() || bias != null && bias.size() != g.filters()) {
            throw new IllegalArgumentException(g + " with weights " + weights.shape() + " does not fit " + x);
        }
        Tape tape = x.tape();
        Variable y = tape.result(Shape.of(g.filters(), g.outHeight(), g.outWidth()), true);
        Convolution.forward(g, x.rows(), x.values(), x.offset(), tape.array(weights), tape.offset(weights),
                bias == null ? null : tape.array(bias), bias == null ? 0 : tape.offset(bias), activation, y.values(),
                y.offset(), tape.workspace());
        tape.countUse(weights);
        if (bias != null) {
            tape.countUse(bias);
        }
        return tape.record(new Convolve(g, x, weights, bias, activation, y));
    }

    @Override
    public void pullback(BackwardPass pass) {
        float[] dy = pass.gradient(output);
        Pointwise.throughActivation(activation, output, dy);
        if (bias != null) {
            pass.use(bias, new Use.Columns(geometry.filters(), geometry.positions(), dy));
        }
        pass.use(weights, new Use.Filter(geometry, new Convolution.Use(x.values(), x.offset(), dy, 0)));
        if (x.differentiable()) {
            Tape tape = x.tape();
            float[] dx = pass.contribution(x);
            Convolution.inputGradient(geometry, x.rows(), dy, 0, tape.array(weights), tape.offset(weights), dx, 0,
                    tape.workspace());
            pass.add(x, dx);
        }
    }
}
