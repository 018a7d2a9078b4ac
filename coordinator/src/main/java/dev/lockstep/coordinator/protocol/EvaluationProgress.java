package dev.lockstep.coordinator.protocol;

import dev.lockstep.common.reduce.Completion;
import dev.lockstep.common.reduce.EvaluationPlan;
import dev.lockstep.common.reduce.Node;
import dev.lockstep.common.reduce.Scalars;
import dev.lockstep.common.reduce.ShardRange;
import dev.lockstep.common.reduce.ShardTree;
import dev.lockstep.proto.DataPart;
import java.util.List;

/** How far the evaluation of a part of the data has come. */
final class EvaluationProgress {

    private final long version;
    private final DataPart part;
    private final int examples;
    private final ShardTree tree;
    private final Completion<Scalars> scalars;
    private long progressNs;

    EvaluationProgress(long version, DataPart part, int examples, long nowNs) {
        this.version = version;
        this.part = part;
        this.examples = examples;
        this.tree = new EvaluationPlan(examples).tree();
        this.scalars = new Completion<>(tree, Scalars.COMBINER);
        this.progressNs = nowNs;
    }

    long version() {
        return version;
    }

    DataPart part() {
        return part;
    }

    int examples() {
        return examples;
    }

    ShardTree tree() {
        return tree;
    }

    long progressNs() {
        return progressNs;
    }

    /** @return whether all is there now and was not before */
    boolean scalars(Node node, Scalars partial, long nowNs) {
        progressNs = nowNs;
        return scalars.offer(node, partial) == Completion.Outcome.COMPLETED;
    }

    Scalars total() {
        return scalars.value(tree.root());
    }

    List<ShardRange> missingShards() {
        return scalars.missing();
    }
}
