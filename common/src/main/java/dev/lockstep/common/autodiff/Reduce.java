package dev.lockstep.common.autodiff;

import dev.lockstep.common.kernel.Elementwise;
import java.util.Arrays;

/**
 * Makes one scalar of a value per example: what a loss function yields has no direction of steepest descent before.
 * Values are added in double along the shard tree; what the range's nodes leave is added from left to right.
 */
public record Reduce(Kind kind, Variable losses, Variable output) implements Operation {

    /** The sum of the examples' values, or the sum divided by their number. */
    public enum Kind {
        SUM, MEAN
    }

    public static Variable sum(Variable losses) {
        return of(Kind.SUM, losses);
    }

    public static Variable mean(Variable losses) {
        return of(Kind.MEAN, losses);
    }

    public static Variable of(Kind kind, Variable losses) {
        if (losses.width() != 1 || losses.isScalar()) {
            throw new IllegalArgumentException("a reduction needs one value per example, got " + losses);
        }
        double total = 0;
        for (double node : nodeSums(losses)) {
            total += node;
        }
        if (kind == Kind.MEAN) {
            total /= losses.rows();
        }
        return losses.tape().record(new Reduce(kind, losses, losses.tape().scalar(losses.differentiable(), total)));
    }

    /** The sum at each node of the range: a shard's values in order from zero, shards along the tree. */
    public static double[] nodeSums(Variable losses) {
        RangeRows range = losses.tape().range();
        double[] stack = new double[range.plan().depth()];
        int top = 0;
        int row = 0;
        for (int shard = 0; shard < range.rowEnds().length; shard++) {
            double leaf = 0;
            for (; row < range.rowEnds()[shard]; row++) {
                leaf += losses.values()[losses.offset() + row];
            }
            stack[top++] = leaf;
            for (int merge = 0; merge < range.plan().mergesAfter()[shard]; merge++) {
                top--;
                stack[top - 1] += stack[top];
            }
        }
        return stack.length == top ? stack : Arrays.copyOf(stack, top);
    }

    /** The derivative by each value is 1 for the sum, and 1 / n for the mean. */
    @Override
    public void pullback(BackwardPass pass) {
        float upstream = pass.gradient(output)[0];
        float[] dx = pass.contribution(losses);
        Elementwise.fill(losses.rows(), kind == Kind.SUM ? upstream : upstream / losses.rows(), dx, 0);
        pass.add(losses, dx);
    }
}
