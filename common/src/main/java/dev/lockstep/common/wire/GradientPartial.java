package dev.lockstep.common.wire;

import dev.lockstep.common.kernel.NodeSums;
import dev.lockstep.common.reduce.Combiner;
import dev.lockstep.common.reduce.Node;
import dev.lockstep.common.reduce.Precision;
import dev.lockstep.common.tensor.BlockLayout;
import dev.lockstep.common.tensor.Storage;

/**
 * The sum of a block's gradient over the examples under a node of the tree; maybe as two summands, of which the right one
 * is still to be added to the left one. So whoever reads the sum next can add as it reads, and memory is passed once less.
 *
 * @param step      the step, which is also the version of the parameters it was computed with
 * @param precision what {@code values} and {@code plus} are rounded to, and their sum is to be
 * @param values    as many floats as the block has
 * @param plus      as many, to be added to {@code values}; null for nothing
 * @param release   run once by whoever owns the buffers last
 */
public record GradientPartial(long step, Node node, int block, Precision precision, Storage values, Storage plus,
        Runnable release) {

    /** Adds into the left one's buffer, as late as can be. */
    public static final Combiner<GradientPartial> COMBINER = new Combiner<>() {
        @Override
        public GradientPartial add(GradientPartial left, GradientPartial right) {
            GradientPartial l = left.whole();
            GradientPartial r = right.whole();
            return new GradientPartial(l.step, l.node, l.block, l.precision, l.values, r.values, () -> {
                l.release.run();
                r.release.run();
            });
        }

        @Override
        public void release(GradientPartial partial) {
            partial.release().run();
        }
    };

    /** With nothing to be added. */
    public GradientPartial(long step, Node node, int block, Precision precision, Storage values, Runnable release) {
        this(step, node, block, precision, values, null, release);
    }

    /** In 32 bits, with nothing to be added. */
    public GradientPartial(long step, Node node, int block, Storage values, Runnable release) {
        this(step, node, block, Precision.F32, values, release);
    }

    /** The same with all of it in {@link #values}. */
    public GradientPartial whole() {
        if (plus == null) {
            return this;
        }
        NodeSums.addInto(precision, values, plus);
        return new GradientPartial(step, node, block, precision, values, release);
    }

    /** The same sum under another name of its node. */
    public GradientPartial at(Node name) {
        return new GradientPartial(step, name, block, precision, values, plus, release);
    }

    void requireFits(BlockLayout layout) {
        boolean fits = block >= 0 && block < layout.blocks() && values.length() == layout.length(block)
                && (plus == null || plus.length() == values.length());
        if (!fits) {
            throw new IllegalArgumentException(
                    values.length() + " floats for block " + block + " of a layout of " + layout);
        }
    }
}
