package dev.lockstep.worker.compute;

import dev.lockstep.common.reduce.Node;
import dev.lockstep.common.reduce.ShardCut;
import dev.lockstep.common.reduce.ShardRange;
import dev.lockstep.common.reduce.ShardTree;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a slot's range into passes that fit in memory. Borders are those of subtrees, so that a pass yields few partials,
 * and the bits stay: partials of passes meet as those of slots do.
 */
final class PassCut {

    private final ShardTree tree;
    private final int examples;
    private final int maxRows;
    private final List<ShardRange> passes = new ArrayList<>();

    private PassCut(ShardTree tree, int examples, int maxRows) {
        this.tree = tree;
        this.examples = examples;
        this.maxRows = maxRows;
    }

    /**
     * @param examples of the batch
     * @param maxRows  what a pass may hold
     * @return ranges in order, each within {@code maxRows}; the range itself where it fits
     * @throws IllegalStateException if one shard alone is larger: a job with such shards is refused before
     */
    static List<ShardRange> of(ShardTree tree, ShardRange range, int examples, int maxRows) {
        PassCut cut = new PassCut(tree, examples, maxRows);
        if (cut.rows(range) <= maxRows) {
            return List.of(range);
        }
        for (Node node : tree.plan(range).nodes()) {
            cut.add(tree.covered(node));
        }
        return List.copyOf(cut.passes);
    }

    private void add(ShardRange subtree) {
        if (rows(subtree) <= maxRows) {
            passes.add(subtree);
            return;
        }
        if (subtree.size() == 1) {
            throw new IllegalStateException("shard " + subtree.lo() + " has " + rows(subtree)
                    + " examples, and a pass holds " + maxRows);
        }
        int half = Integer.highestOneBit(subtree.size() - 1);
        add(new ShardRange(subtree.lo(), subtree.lo() + half));
        add(new ShardRange(subtree.lo() + half, subtree.hi()));
    }

    private int rows(ShardRange range) {
        return ShardCut.start(range.hi(), examples, tree.shards())
                - ShardCut.start(range.lo(), examples, tree.shards());
    }
}
