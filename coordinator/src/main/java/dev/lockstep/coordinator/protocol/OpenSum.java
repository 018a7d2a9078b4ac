package dev.lockstep.coordinator.protocol;

import dev.lockstep.common.reduce.Completion;
import dev.lockstep.common.reduce.EvaluationPlan;
import dev.lockstep.common.reduce.Node;
import dev.lockstep.common.reduce.Scalars;
import dev.lockstep.common.reduce.ShardTree;
import dev.lockstep.proto.DataPart;

/**
 * What workers compute of one version: a step (the training part) or an evaluation of another part. Its scalars are summed
 * here, the sums of gradients elsewhere.
 */
final class OpenSum {

    private final long version;
    private final DataPart part;
    private final int examples;
    private final ShardTree tree;
    private final Completion<Scalars> scalars;
    private final Coverage coverage;
    private long progressNs;

    private OpenSum(long version, DataPart part, int examples, ShardTree tree, long nowNs) {
        this.version = version;
        this.part = part;
        this.examples = examples;
        this.tree = tree;
        this.scalars = new Completion<>(tree, Scalars.COMBINER);
        this.coverage = new Coverage(tree, part == DataPart.TRAIN);
        this.progressNs = nowNs;
    }

    static OpenSum step(long step, RunPlan plan, long nowNs) {
        return new OpenSum(step, DataPart.TRAIN, plan.examples(step), new ShardTree(plan.shards()), nowNs);
    }

    static OpenSum evaluation(long version, DataPart part, RunPlan plan, long nowNs) {
        int examples = part == DataPart.VALIDATION ? plan.validation() : plan.test();
        return new OpenSum(version, part, examples, new EvaluationPlan(examples).tree(), nowNs);
    }

    long version() {
        return version;
    }

    DataPart part() {
        return part;
    }

    ShardTree tree() {
        return tree;
    }

    Coverage coverage() {
        return coverage;
    }

    boolean is(long otherVersion, DataPart otherPart) {
        return version == otherVersion && part == otherPart;
    }

    /** When something last came of it. */
    long progressNs() {
        return progressNs;
    }

    /** Time in which nothing was awaited of it does not count. */
    void touch(long nowNs) {
        progressNs = nowNs;
    }

    /** @return whether all scalars are there now and were not before */
    boolean scalars(Node node, Scalars partial, long nowNs) {
        progressNs = nowNs;
        coverage.scalarsArrived(node);
        return scalars.offer(node, partial) == Completion.Outcome.COMPLETED;
    }

    void sums(Node node, long nowNs) {
        progressNs = nowNs;
        coverage.sumsArrived(node);
    }

    boolean lossKnown() {
        return scalars.isComplete();
    }

    /** Loss and weight of all examples, once {@link #lossKnown()}. */
    Scalars total() {
        Scalars total = scalars.value(tree.root());
        if (total.weight() != examples) {
            throw new IllegalStateException(
                    name() + " has " + examples + " examples, the workers' partials " + total.weight());
        }
        return total;
    }

    /** As messages name it; steps count from 1 there. */
    String name() {
        return part == DataPart.TRAIN ? "step " + (version + 1) : "the evaluation after step " + version;
    }
}
