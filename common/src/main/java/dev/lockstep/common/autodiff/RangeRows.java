package dev.lockstep.common.autodiff;

import dev.lockstep.common.reduce.ShardCut;
import dev.lockstep.common.reduce.ShardRange;
import dev.lockstep.common.reduce.ShardTree;
import dev.lockstep.common.reduce.SumPlan;

/**
 * The rows of a range and how sums over them are ordered.
 *
 * @param plan    the order of additions over the range's shards
 * @param rowEnds one past the last row of each shard of the range; equal neighbours are empty shards
 */
public record RangeRows(SumPlan plan, int[] rowEnds) {

    public RangeRows {
        if (rowEnds.length != plan.range().size()) {
            throw new IllegalArgumentException(
                    "range " + plan.range() + " needs " + plan.range().size() + " row ends, got " + rowEnds.length);
        }
    }

    /** The rows of {@code range} of a batch of {@code examples}. */
    public static RangeRows of(ShardTree tree, ShardRange range, int examples) {
        return new RangeRows(tree.plan(range), ShardCut.rowEnds(range, examples, tree.shards()));
    }

    /** Rows that are no part of a batch: one shard of their own. */
    public static RangeRows single(int rows) {
        return of(new ShardTree(1), new ShardRange(0, 1), rows);
    }

    /** Rows in all. */
    public int rows() {
        return rowEnds.length == 0 ? 0 : rowEnds[rowEnds.length - 1];
    }

    /** How many sums the range yields. */
    public int nodes() {
        return plan.nodes().size();
    }
}
