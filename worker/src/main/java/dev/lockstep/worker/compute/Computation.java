package dev.lockstep.worker.compute;

import dev.lockstep.common.autodiff.AbandonedException;
import dev.lockstep.common.data.BatchPlan;
import dev.lockstep.common.data.BatchSampler;
import dev.lockstep.common.data.Examples;
import dev.lockstep.common.data.TrainingData;
import dev.lockstep.common.job.Job;
import dev.lockstep.common.nn.Network;
import dev.lockstep.common.nn.PassMemory;
import dev.lockstep.common.reduce.RangeSplitter;
import dev.lockstep.common.reduce.ShardRange;
import dev.lockstep.common.reduce.ShardTree;
import dev.lockstep.common.tensor.BlockLayout;
import dev.lockstep.common.wire.BulkLink;
import dev.lockstep.common.wire.ScalarPartial;
import dev.lockstep.proto.DataPart;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A worker's share of a job: computes ranges of steps and of evaluations on its slots and sends what they yield. One thing
 * at a time: the next may be asked for when the last has completed or was abandoned.
 *
 * <p><b>Work that is overtaken.</b> When others have computed the same range, the run goes on, and two versions later the
 * vector that this worker still reads is rewritten under its hands (see {@link BulkLink.Listener}). What it computes then
 * is mixed from two versions. It is never added: a vector is rewritten only after the step that reads it has been closed,
 * and the coordinator drops the partials of a closed step. And nothing fails of it: kernels take any float, and the one
 * index that values decide, a maximum's, is within its window whatever they are. So no lock guards the vector; the work is
 * only given up as soon as it is known to be overtaken.
 */
public final class Computation {

    private final Job job;
    private final ShardTree tree;
    private final BlockLayout layout;
    private final TrainingData data;
    private final BatchSampler batches;
    private final Slots slots;
    private final PartialBuffers buffers;
    private final SlotWork[] works;
    private ShardRange cutRange = new ShardRange(0, 0);
    private List<ShardRange> cut = List.of();
    private volatile Errand errand = new Errand();
    /** What the newest step computes with. */
    private volatile ArrivingVersion parameters;

    public Computation(Job job, Network network, BlockLayout layout, TrainingData data, Slots slots) {
        this(job, network, layout, data, slots, PassMemory.BUDGET_FLOATS);
    }

    /** @param budgetFloats of memory for a pass of a slot */
    Computation(Job job, Network network, BlockLayout layout, TrainingData data, Slots slots, long budgetFloats) {
        this.job = job;
        this.tree = new ShardTree(job.shards(), job.gradients());
        this.layout = layout;
        this.data = data;
        this.batches = new BatchSampler(job.seed(), new BatchPlan(data.train().size(), job.batch()));
        this.slots = slots;
        this.buffers = new PartialBuffers(layout);
        this.works = new SlotWork[slots.count()];
        for (int slot = 0; slot < works.length; slot++) {
            works[slot] = new SlotWork(network, layout, buffers, network.trainingMemory().rowsWithin(budgetFloats));
        }
    }

    /**
     * Computes and sends the partials of {@code range}: scalars first, then each block when it is final.
     *
     * @param parameters version {@code step}, of which blocks may still come; left as it is while anybody waits for the
     *                   result
     * @return completes when everything was handed to the link or the work was abandoned, or with the first failure
     */
    public CompletableFuture<Void> step(long step, ShardRange range, ArrivingVersion parameters, BulkLink link) {
        if (!range.equals(cutRange)) {
            cut = RangeSplitter.split(tree, range, slots.count());
            cutRange = range;
        }
        List<ShardRange> ranges = cut;
        StepPartials partials = new StepPartials(step, tree, range, layout, link);
        this.parameters = parameters;
        Errand own = begin();
        return unlessAbandoned(slots.each(slot -> works[slot].step(own, step, ranges.get(slot), tree, batches,
                data.train(), job.seed(), parameters, partials)));
    }

    /**
     * Measures shards {@code range} of the plan over a part of the data, and sends the sums.
     *
     * @param parameters {@code version}, whole; left as it is while anybody waits for the result
     * @return completes when everything was handed to the link or the work was abandoned, or with the first failure
     */
    public CompletableFuture<Void> evaluate(
            long version,
            DataPart part,
            ShardRange range,
            ArrivingVersion parameters,
            BulkLink link) {
        return unlessAbandoned(Evaluation.run(begin(), works, slots, examples(part), range, parameters.flat(),
                (goal, sum) -> link.send(new ScalarPartial(version, part, goal, sum))));
    }

    /** Gives up what is being computed: each slot stops at its next operation. For any thread. */
    public void abandon() {
        errand.abandon();
        ArrivingVersion newest = parameters;
        if (newest != null) {
            newest.wake();
        }
    }

    private Errand begin() {
        errand = new Errand();
        return errand;
    }

    private static CompletableFuture<Void> unlessAbandoned(CompletableFuture<Void> work) {
        return work.exceptionallyCompose(failure -> failure instanceof AbandonedException
                ? CompletableFuture.completedFuture(null)
                : CompletableFuture.failedFuture(failure));
    }

    /** Gradient vectors allocated so far; a warm step adds none. */
    public long allocations() {
        return buffers.allocations();
    }

    private Examples examples(DataPart part) {
        return switch (part) {
            case TRAIN -> data.train();
            case VALIDATION -> data.validation();
            case TEST -> data.test();
            case UNRECOGNIZED -> throw new IllegalArgumentException("the coordinator names a part of the data that "
                    + "this release does not know");
        };
    }
}
