package dev.lockstep.coordinator.parameters;

import dev.lockstep.common.reduce.Completion;
import dev.lockstep.common.reduce.Completion.Outcome;
import dev.lockstep.common.reduce.Node;
import dev.lockstep.common.reduce.ShardRange;
import dev.lockstep.common.reduce.ShardTree;
import dev.lockstep.common.tensor.BlockLayout;
import dev.lockstep.common.wire.GradientPartial;
import java.util.ArrayList;
import java.util.List;

/**
 * The gradients of one step as they come: for every block a tree that is completed. Sums run on the thread that offers,
 * under the lock of the block, so that different blocks proceed at the same time. Safe for use by any thread.
 *
 * <p>With P partials of a block: P - 1 additions of its length, into the buffer of the left operand.
 */
final class StepReduction {

    private final long step;
    private final ShardTree tree;
    private final BlockLayout layout;
    private final List<Sum> sums = new ArrayList<>();
    private final Arrivals arrivals;

    StepReduction(long step, ShardTree tree, BlockLayout layout) {
        this.step = step;
        this.tree = tree;
        this.layout = layout;
        for (int block = 0; block < layout.blocks(); block++) {
            sums.add(new Sum(tree));
        }
        this.arrivals = new Arrivals(tree, layout.blocks());
    }

    long step() {
        return step;
    }

    /** @throws IllegalArgumentException for a partial of another step, block, length or precision */
    void requireFits(GradientPartial partial) {
        boolean knownBlock = partial.block() >= 0 && partial.block() < layout.blocks();
        if (partial.step() != step || !knownBlock || partial.values().length() != layout.length(partial.block())) {
            throw new IllegalArgumentException("step " + step + " with " + layout + " got " + partial.values().length()
                    + " floats of step " + partial.step() + ", block " + partial.block());
        }
        if (partial.precision() != tree.precision()) {
            throw new IllegalArgumentException(
                    "gradients are " + tree.precision() + " here, got a partial that is " + partial.precision());
        }
    }

    /**
     * Takes a partial that fits, and owns it from now on.
     *
     * @return {@code COMPLETED} once for each block, when its sum is whole
     */
    Outcome offer(GradientPartial partial) {
        Sum sum = sums.get(partial.block());
        synchronized (sum) {
            if (sum.closed) {
                partial.release().run();
                return Outcome.DROPPED;
            }
            return sum.completion.offer(partial.node(), partial);
        }
    }

    /**
     * Notes that a block has come at a node, also one that is a copy, or covered.
     *
     * @return true once for each node: with the last of its blocks
     */
    boolean arrived(Node node, int block) {
        return arrivals.note(node, block);
    }

    /**
     * Hands a block's whole sum to the caller, who releases it; later partials of the block are dropped.
     *
     * @return null if this was closed
     * @throws IllegalStateException if shards are missing, or it was taken
     */
    GradientPartial take(int block) {
        Sum sum = sums.get(block);
        synchronized (sum) {
            return sum.closed ? null : sum.completion.take(tree.root());
        }
    }

    /** Shards of which a block has got nothing. */
    List<ShardRange> missing(int block) {
        Sum sum = sums.get(block);
        synchronized (sum) {
            return sum.completion.missing();
        }
    }

    /** Gives back every buffer that was not taken; what comes later is dropped. */
    void close() {
        for (Sum sum : sums) {
            synchronized (sum) {
                sum.closed = true;
                sum.completion.clear();
            }
        }
    }

    /** A block's tree, and the lock of the block. */
    private static final class Sum {

        private final Completion<GradientPartial> completion;
        private boolean closed;

        Sum(ShardTree tree) {
            completion = new Completion<>(tree, GradientPartial.COMBINER);
        }
    }
}
