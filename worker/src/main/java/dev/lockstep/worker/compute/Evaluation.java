package dev.lockstep.worker.compute;

import dev.lockstep.common.data.Examples;
import dev.lockstep.common.nn.Network;
import dev.lockstep.common.reduce.EvaluationPlan;
import dev.lockstep.common.reduce.Node;
import dev.lockstep.common.reduce.Scalars;
import dev.lockstep.common.reduce.ShardRange;
import dev.lockstep.common.reduce.ShardTree;
import dev.lockstep.common.tensor.BlockLayout;
import dev.lockstep.common.tensor.Storage;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;

/**
 * Loss and metrics of examples, in shards of a fixed size that are added along their own tree: the same bits whoever
 * measures which shards. Bounded memory: a slot holds the rows of one shard.
 */
public final class Evaluation {

    private Evaluation() {}

    /**
     * Measures all of {@code examples} on the slots of this process.
     *
     * @param parameters the whole flat vector
     * @return the root of the tree
     */
    public static CompletableFuture<Scalars> of(Network network, Examples examples, Storage parameters, Slots slots) {
        SlotWork[] works = new SlotWork[slots.count()];
        BlockLayout unused = new BlockLayout(new int[]{0});
        for (int slot = 0; slot < works.length; slot++) {
            works[slot] = new SlotWork(network, unused, new PartialBuffers(unused), 0);
        }
        CompletableFuture<Scalars> root = new CompletableFuture<>();
        ShardRange whole = new EvaluationPlan(examples.size()).tree().whole();
        return run(new Errand(), works, slots, examples, whole, parameters, (node, sum) -> root.complete(sum))
                .thenCompose(done -> root);
    }

    /** Measures shards {@code range}, and tells the sum at each of its maximal aligned subtrees. */
    static CompletableFuture<Void> run(Errand errand, SlotWork[] works, Slots slots, Examples examples,
            ShardRange range, Storage parameters, BiConsumer<Node, Scalars> complete) {
        EvaluationPlan plan = new EvaluationPlan(examples.size());
        ShardTree tree = plan.tree();
        ScalarSum sum = new ScalarSum(tree, range);
        AtomicInteger next = new AtomicInteger(range.lo());
        return slots.each(slot -> {
            for (int shard = next.getAndIncrement(); shard < range.hi(); shard = next.getAndIncrement()) {
                sum.offer(tree.leaf(shard), works[slot].evaluate(errand, plan, shard, examples, parameters), complete);
            }
        });
    }
}
