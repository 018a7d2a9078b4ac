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
        int first = 0;
        for (int shard = 0; shard < range.rowEnds().length; shard++) {
            int end = range.rowEnds()[shard];
            stack.addLast(goOn(Scalars.ZERO, first, end, kind, output, losses, targets, firstNonFinite[shard]));
            for (int merge = 0; merge < range.plan().mergesAfter()[shard]; merge++) {
                Scalars right = stack.removeLast();
                stack.addLast(stack.removeLast().plus(right));
            }
            first = end;
        }
        return stack;
    }

    /** Goes on with the sums of a shard over the rows {@code [first, end)}, one after the other. */
    static Scalars goOn(Scalars shard, int first, int end, LossKind kind, Variable output, Variable losses,
            Targets targets, int firstNonFinite) {
        double loss = shard.lossSum();
        double correct = shard.correct();
        for (int row = first; row < end; row++) {
            loss += losses.values()[losses.offset() + row];
            correct += LossRules.correct(kind, output, row, targets);
        }
        int layer = shard.plus(new Scalars(0, 0, 0, firstNonFinite)).firstNonFiniteLayer();
        return new Scalars(loss, shard.weight() + end - first, correct, layer);
    }
}
