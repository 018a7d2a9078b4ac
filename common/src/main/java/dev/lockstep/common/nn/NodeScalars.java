package dev.lockstep.common.nn;

import dev.lockstep.common.autodiff.RangeRows;
import dev.lockstep.common.autodiff.Variable;
import dev.lockstep.common.job.LossKind;
import dev.lockstep.common.reduce.Scalars;
import java.util.ArrayList;
import java.util.List;

/** Sums what the examples of a range cost, along the tree. */
final class NodeScalars {

    private NodeScalars() {}

    /**
     * @param firstNonFinite for each shard the first layer with a value that is not finite, or -1
     * @return one for each node of the range's plan
     */
    static List<Scalars> of(RangeRows range, LossKind kind, Variable output, Variable losses, Targets targets,
            int[] firstNonFinite) {
        List<Scalars> stack = new ArrayList<>();
        int row = 0;
        for (int shard = 0; shard < range.rowEnds().length; shard++) {
            int first = row;
            double loss = 0;
            double correct = 0;
            for (; row < range.rowEnds()[shard]; row++) {
                loss += losses.values()[losses.offset() + row];
                correct += Losses.correct(kind, output, row, targets);
            }
            stack.addLast(new Scalars(loss, row - first, correct, firstNonFinite[shard]));
            for (int merge = 0; merge < range.plan().mergesAfter()[shard]; merge++) {
                Scalars right = stack.removeLast();
                stack.addLast(stack.removeLast().plus(right));
            }
        }
        return stack;
    }
}
