package dev.lockstep.coordinator.protocol;

import dev.lockstep.common.reduce.Completion;
import dev.lockstep.common.reduce.EvaluationPlan;
import dev.lockstep.common.reduce.Node;
import dev.lockstep.common.reduce.Scalars;
import dev.lockstep.common.reduce.ShardTree;
import dev.lockstep.coordinator.protocol.Event.ScalarsArrived;
import dev.lockstep.coordinator.protocol.Event.SumsArrived;
import dev.lockstep.proto.DataPart;
import java.util.List;
import java.util.Optional;

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
    private final RunPlan plan;
    private final Answers answers;
    private final Speeds speeds;
    /** Nothing but this was asked of workers since it began. */
    private boolean timed;
    private long progressNs;

    private OpenSum(long version, DataPart part, int examples, ShardTree tree, RunPlan plan, Speeds speeds,
            long nowNs) {
        this.version = version;
        this.part = part;
        this.examples = examples;
        this.tree = tree;
        this.scalars = new Completion<>(tree, Scalars.COMBINER);
        this.coverage = new Coverage(tree, part == DataPart.TRAIN);
        this.plan = plan;
        this.answers = new Answers(part == DataPart.TRAIN);
        this.speeds = speeds;
        this.timed = part == DataPart.TRAIN;
        this.progressNs = nowNs;
    }

    static OpenSum step(long step, ShardTree tree, RunPlan plan, Speeds speeds, long nowNs) {
        return new OpenSum(step, DataPart.TRAIN, plan.examples(step), tree, plan, speeds, nowNs);
    }

    static OpenSum evaluation(long version, DataPart part, RunPlan plan, Speeds speeds, long nowNs) {
        int examples = part == DataPart.VALIDATION ? plan.validation() : plan.test();
        return new OpenSum(version, part, examples, new EvaluationPlan(examples).tree(), plan, speeds, nowNs);
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

    /** At the audited nodes. */
    Answers answers() {
        return answers;
    }

    boolean audits(Node node) {
        return plan.audits(part, version, node);
    }

    boolean is(long otherVersion, DataPart otherPart) {
        return version == otherVersion && part == otherPart;
    }

    /** When something last came of it. */
    long progressNs() {
        return progressNs;
    }

    /** Something else came of it, or nobody was there to send any. */
    void touch(long nowNs) {
        progressNs = nowNs;
    }

    /** Before now workers had to do something else first. */
    void restart(long nowNs) {
        timed = false;
        progressNs = nowNs;
        coverage.restart(nowNs);
    }

    /** @return whether all scalars count now and did not before */
    boolean scalars(ScalarsArrived arrived, long nowNs) {
        progressNs = nowNs;
        Node node = tree.canonical(arrived.node());
        if (!audits(node)) {
            return count(node, arrived.scalars(), arrived.worker(), nowNs);
        }
        Optional<Scalars> counted = answers.scalars(arrived.worker(), node, arrived.scalars());
        measure(arrived.worker(), nowNs);
        return counted.isPresent() && count(node, counted.get(), arrived.worker(), nowNs);
    }

    private boolean count(Node node, Scalars value, String by, long nowNs) {
        measure(coverage.scalarsArrived(node, nowNs), by);
        return scalars.offer(node, value) == Completion.Outcome.COMPLETED;
    }

    /** A worker's whole sum at an audited node is here. */
    void answered(String worker, Node node, long nowNs) {
        progressNs = nowNs;
        answers.sums(worker, node);
        measure(worker, nowNs);
    }

    /** The first answer counts from now on: nobody can be asked a second time. */
    void waive(Turn turn) {
        if (part == DataPart.TRAIN) {
            turn.add(new Effect.Unaudited(version));
        }
        answers.waive().forEach((node, value) -> count(node, value, "", turn.nowNs()));
    }

    void sums(SumsArrived arrived, long nowNs) {
        progressNs = nowNs;
        measure(coverage.sumsArrived(arrived.node(), nowNs), arrived.worker());
    }

    /** A worker has done its part when it has answered, also while a second answer is awaited. */
    private void measure(String worker, long nowNs) {
        for (Duty duty : coverage.duties()) {
            boolean own = timed && duty.open() && duty.standing() && duty.worker().equals(worker);
            if (own && !duty.measured() && duty.nodes().stream().allMatch(node -> isDone(worker, node))) {
                duty.markMeasured();
                speeds.measured(worker, duty.shards().cardinality(), duty.ageNs(nowNs));
            }
        }
    }

    private boolean isDone(String worker, Node node) {
        return !coverage.lacks(tree.covered(node)) || answers.answered(node).anyMatch(worker::equals);
    }

    /** Standing ranges tell how fast workers are: all of a kind, and begun when the version came. */
    private void measure(List<Duty> done, String by) {
        for (Duty duty : done) {
            if (duty.measured()) {
                continue;
            }
            int shards = duty.shards().cardinality();
            if (timed && duty.standing() && duty.worker().equals(by)) {
                speeds.measured(by, shards, duty.tookNs());
            } else if (timed && duty.standing() && duty.late()) {
                speeds.overtaken(duty.worker(), shards, duty.tookNs());
            }
        }
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
