package dev.lockstep.common.autodiff;

import dev.lockstep.common.kernel.Activation;
import dev.lockstep.common.kernel.MatrixProduct;
import dev.lockstep.common.kernel.ShardSums;
import dev.lockstep.common.tensor.Shape;

/**
 * {@code y = act(x W + b)} with weights {@code [in, out]}, or {@code y = act(x W^T + b)} with weights {@code [out, in]}.
 *
 * @param transposed whether the weights are used transposed: tied weights
 * @param bias       {@code [out]}, or null for none
 */
public record Dense(Variable x, Parameter weights, boolean transposed, Parameter bias, Activation activation,
        Variable output) implements Operation {

    /** {@code x W}: a matrix product, without more. */
    public static Variable product(Variable x, Parameter weights, boolean transposed) {
        return of(x, weights, transposed, null, Activation.NONE);
    }

    public static Variable of(Variable x, Parameter weights, Parameter bias, Activation activation) {
        return of(x, weights, false, bias, activation);
    }

    /** Cost: {@code rows in out} multiplications forward, twice as many backward. */
    public static Variable of(Variable x, Parameter weights, boolean transposed, Parameter bias,
            Activation activation) {
        int in = weights.shape().dimension(transposed ? 1 : 0);
        int out = weights.shape().dimension(transposed ? 0 : 1);
        if (!x.shape().isVector() || x.width() != in || bias != null && bias.size() != out) {
            throw new IllegalArgumentException("dense with weights " + weights.shape()
                    + (transposed ? " transposed" : "") + " does not fit " + x);
        }
        Tape tape = x.tape();
        Variable y = tape.result(Shape.of(out), true);
        MatrixProduct.multiply(false, transposed, x.rows(), out, in, x.values(), x.offset(), in, tape.array(weights),
                tape.offset(weights), transposed ? in : out, y.values(), y.offset(), out,
                bias == null ? null : tape.array(bias), bias == null ? 0 : tape.offset(bias), activation,
                tape.workspace());
        tape.countUse(weights);
        if (bias != null) {
            tape.countUse(bias);
        }
        return tape.record(new Dense(x, weights, transposed, bias, activation, y));
    }

    @Override
    public void pullback(BackwardPass pass) {
        int in = x.width();
        int out = output.width();
        float[] dy = pass.gradient(output);
        Pointwise.throughActivation(activation, output, dy);
        if (bias != null) {
            pass.use(bias, new Use.Columns(out, 1, dy));
        }
        pass.use(weights, transposed
                ? new Use.Product(out, in, new ShardSums.Use(dy, 0, out, x.values(), x.offset(), in))
                : new Use.Product(in, out, new ShardSums.Use(x.values(), x.offset(), in, dy, 0, out)));
        if (x.differentiable()) {
            Tape tape = x.tape();
            float[] dx = pass.contribution(x);
            MatrixProduct.multiply(false, !transposed, x.rows(), in, out, dy, 0, out, tape.array(weights),
                    tape.offset(weights), transposed ? in : out, dx, 0, in, null, 0, Activation.NONE,
                    tape.workspace());
            pass.add(x, dx);
        }
    }
}
