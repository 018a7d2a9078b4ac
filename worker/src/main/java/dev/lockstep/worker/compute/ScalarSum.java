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

    /** @param complete told of each maximal aligned subtree of the range once its sum is there; not under a lock */
    void offer(Node node, Scalars value, BiConsumer<Node, Scalars> complete) {
        Scalars[] sums = new Scalars[completion.goals().size()];
        synchronized (this) {
            if (completion.offer(node, value) != Completion.Outcome.COMPLETED) {
                return;
            }
            for (int goal = 0; goal < sums.length; goal++) {
                sums[goal] = completion.value(completion.goals().get(goal));
                if (sums[goal] != null) {
                    completion.take(completion.goals().get(goal));
                }
            }
        }
        for (int goal = 0; goal < sums.length; goal++) {
            if (sums[goal] != null) {
                complete.accept(completion.goals().get(goal), sums[goal]);
            }
        }
    }
}
