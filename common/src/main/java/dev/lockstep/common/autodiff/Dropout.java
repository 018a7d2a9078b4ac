package dev.lockstep.common.autodiff;

import dev.lockstep.common.kernel.Elementwise;
import dev.lockstep.common.tensor.Philox;

/**
 * Sets a share of the elements to zero and multiplies the rest by {@code 1 / (1 - rate)}, which is computed in double and
 * rounded to float once (N. Srivastava et al., "Dropout", JMLR 2014, in the inverted form), so that the expectation stays:
 * {@code y = x * mask} and {@code dx = dy * mask}, one rounding each, with a mask of +0 and that factor, as PyTorch has it. Which ones depends on the seed, the step, the example's
 * position in the global batch, the operation and the element: never on who computes it.
 */
public record Dropout(Variable x, float[] mask, Variable output) implements Operation {

    /** Tells these draws from all others under the same seed. */
    private static final long STREAM = 0x64726f70_6f757421L;

    /**
     * @param rate      the share set to zero, in [0, 1)
     * @param operation tells several dropouts of one network apart
     */
    public static Variable of(Variable x, double rate, int operation) {
        if (!(rate >= 0 && rate < 1)) {
            throw new IllegalArgumentException("dropout needs a rate in [0, 1), got " + rate);
        }
        Tape tape = x.tape();
        Variable y = tape.result(x.shape(), x.differentiable());
        float[] mask = tape.pool().floats(x.size());
        draw(tape.key(), x.rows(), x.width(), rate, operation, mask, tape.pool().ints(Philox.BLOCK_INTS));
        Elementwise.multiply(x.size(), x.values(), x.offset(), mask, 0, y.values(), y.offset());
        return tape.record(new Dropout(x, mask, y));
    }

    private static void draw(StepKey key, int rows, int width, double rate, int operation, float[] mask, int[] drawn) {
        float kept = (float) (1 / (1 - rate));
        for (int row = 0; row < rows; row++) {
            long high = key.step() << 32 | key.firstPosition() + row & 0xFFFF_FFFFL;
            for (int i = 0; i < width; i++) {
                if (i % Philox.BLOCK_INTS == 0) {
                    long low = (long) operation << 32 | i / Philox.BLOCK_INTS;
                    Philox.block(key.seed() ^ STREAM, high, low, drawn);
                }
                mask[row * width + i] = Philox.toUnit(drawn[i % Philox.BLOCK_INTS]) < rate ? 0f : kept;
            }
        }
    }

    @Override
    public void pullback(BackwardPass pass) {
        float[] dy = pass.gradient(output);
        Elementwise.multiply(x.size(), dy, 0, mask, 0, dy, 0);
        pass.hand(output, x);
    }
}
