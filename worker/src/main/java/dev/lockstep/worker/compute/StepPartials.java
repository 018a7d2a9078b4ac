package dev.lockstep.worker.compute;

import dev.lockstep.common.reduce.Completion;
import dev.lockstep.common.reduce.Node;
import dev.lockstep.common.reduce.Precision;
import dev.lockstep.common.reduce.Scalars;
import dev.lockstep.common.reduce.ShardRange;
import dev.lockstep.common.reduce.ShardTree;
import dev.lockstep.common.tensor.BlockLayout;
import dev.lockstep.common.trace.Span;
import dev.lockstep.common.trace.Trace;
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

    private final long step;
    private final Precision precision;
    private final BulkLink link;
    private final ScalarSum scalars;
    private final Completion<GradientPartial>[] blocks;

    StepPartials(long step, ShardTree tree, ShardRange range, BlockLayout layout, BulkLink link) {
        this.step = step;
        this.precision = tree.precision();
        this.link = link;
        this.scalars = new ScalarSum(tree, range);
        this.blocks = completions(tree, range, layout.blocks());
    }

    void scalars(Node node, Scalars value) {
        scalars.offer(node, value, (goal, sum) -> link.send(new ScalarPartial(step, DataPart.TRAIN, goal, sum)));
    }

    /** Owns the slice from now on. Siblings in one process are added by whoever reads their sum. */
    void gradient(int block, Node node, PartialBuffers.Slice slice) {
        long began = Trace.begin();
        Completion<GradientPartial> completion = blocks[block];
        GradientPartial[] whole = new GradientPartial[completion.goals().size()];
        synchronized (completion) {
            var partial = new GradientPartial(step, node, block, precision, slice.storage(), slice);
            if (completion.offer(node, partial) == Completion.Outcome.COMPLETED) {
                for (int i = 0; i < whole.length; i++) {
                    Node goal = completion.goals().get(i);
                    if (completion.value(goal) != null) {
                        whole[i] = completion.take(goal).at(goal);
                    }
                }
            }
        }
        for (GradientPartial sum : whole) {
            if (sum != null) {
                link.send(link.takesSummands() ? sum : sum.whole());
            }
        }
        Trace.end(Span.SEND, began, step, block);
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static Completion<GradientPartial>[] completions(ShardTree tree, ShardRange range, int blocks) {
        Completion<GradientPartial>[] completions = new Completion[blocks];
        for (int block = 0; block < blocks; block++) {
            completions[block] = new Completion<>(tree, range, GradientPartial.COMBINER);
        }
        return completions;
    }
}
