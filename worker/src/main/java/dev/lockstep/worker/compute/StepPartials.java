package dev.lockstep.worker.compute;

import dev.lockstep.common.reduce.Combiner;
import dev.lockstep.common.reduce.Completion;
import dev.lockstep.common.reduce.Node;
import dev.lockstep.common.reduce.PartialSums;
import dev.lockstep.common.reduce.Scalars;
import dev.lockstep.common.reduce.ShardRange;
import dev.lockstep.common.reduce.ShardTree;
import dev.lockstep.common.tensor.BlockLayout;
import dev.lockstep.common.wire.BulkLink;
import dev.lockstep.common.wire.GradientPartial;
import dev.lockstep.common.wire.ScalarPartial;
import dev.lockstep.proto.DataPart;

/**
 * Where the slots' partials of one step meet. What is complete for the worker's range leaves at once: scalars, then blocks as
 * they come. The addition is done by the slot that brought the second of two siblings; different blocks are added beside
 * each other.
 */
final class StepPartials {

    private static final Combiner<PartialBuffers.Slice> SLICES = new Combiner<>() {
        @Override
        public PartialBuffers.Slice add(PartialBuffers.Slice left, PartialBuffers.Slice right) {
            PartialSums.addInto(left.storage(), right.storage());
            right.release();
            return left;
        }

        @Override
        public void release(PartialBuffers.Slice slice) {
            slice.release();
        }
    };

    private final long step;
    private final BulkLink link;
    private final ScalarSum scalars;
    private final Completion<PartialBuffers.Slice>[] blocks;

    StepPartials(long step, ShardTree tree, ShardRange range, BlockLayout layout, BulkLink link) {
        this.step = step;
        this.link = link;
        this.scalars = new ScalarSum(tree, range);
        this.blocks = completions(tree, range, layout.blocks());
    }

    void scalars(Node node, Scalars value) {
        scalars.offer(node, value, (goal, sum) -> link.send(new ScalarPartial(step, DataPart.TRAIN, goal, sum)));
    }

    /** Owns the slice from now on. */
    void gradient(int block, Node node, PartialBuffers.Slice slice) {
        Completion<PartialBuffers.Slice> completion = blocks[block];
        synchronized (completion) {
            if (completion.offer(node, slice) == Completion.Outcome.COMPLETED) {
                for (Node goal : completion.goals()) {
                    PartialBuffers.Slice sum = completion.value(goal);
                    if (sum != null) {
                        completion.take(goal);
                        link.send(new GradientPartial(step, goal, block, sum.storage(), sum::release));
                    }
                }
            }
        }
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static Completion<PartialBuffers.Slice>[] completions(ShardTree tree, ShardRange range, int blocks) {
        Completion<PartialBuffers.Slice>[] completions = new Completion[blocks];
        for (int block = 0; block < blocks; block++) {
            completions[block] = new Completion<>(tree, range, SLICES);
        }
        return completions;
    }
}
