package dev.lockstep.worker.compute;

import dev.lockstep.common.reduce.Completion;
import dev.lockstep.common.reduce.Node;
import dev.lockstep.common.reduce.Scalars;
import dev.lockstep.common.reduce.ShardRange;
import dev.lockstep.common.reduce.ShardTree;
import java.util.function.BiConsumer;

/** Where scalar partials of a range meet, from any thread. */
final class ScalarSum {

    private final Completion<Scalars> completion;

    ScalarSum(ShardTree tree, ShardRange range) {
        completion = new Completion<>(tree, range, Scalars.COMBINER);
    }

    /** @param complete told of each maximal aligned subtree of the range once its sum is there */
    synchronized void offer(Node node, Scalars value, BiConsumer<Node, Scalars> complete) {
        if (completion.offer(node, value) == Completion.Outcome.COMPLETED) {
            for (Node goal : completion.goals()) {
                Scalars sum = completion.value(goal);
                if (sum != null) {
                    completion.take(goal);
                    complete.accept(goal, sum);
                }
            }
        }
    }
}
