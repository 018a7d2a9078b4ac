package dev.lockstep.common.wire;

import dev.lockstep.common.reduce.Combiner;
import dev.lockstep.common.reduce.Node;
import dev.lockstep.common.reduce.PartialSums;
import dev.lockstep.common.tensor.BlockLayout;
import dev.lockstep.common.tensor.Storage;

/**
 * The sum of a block's gradient over the examples under a node of the tree.
 *
 * @param step    the step, which is also the version of the parameters it was computed with
 * @param values  as many floats as the block has
 * @param release run once by whoever owns the buffer last
 */
public record GradientPartial(long step, Node node, int block, Storage values, Runnable release) {

    /** Adds into the left one's buffer, and lets go of the right one's. */
    public static final Combiner<GradientPartial> COMBINER = new Combiner<>() {
        @Override
        public GradientPartial add(GradientPartial left, GradientPartial right) {
            PartialSums.addInto(left.values(), right.values());
            right.release().run();
            return left;
        }

        @Override
        public void release(GradientPartial partial) {
            partial.release().run();
        }
    };

    void requireFits(BlockLayout layout) {
        if (block < 0 || block >= layout.blocks() || values.length() != layout.length(block)) {
            throw new IllegalArgumentException(
                    values.length() + " floats for block " + block + " of a layout of " + layout);
        }
    }
}
