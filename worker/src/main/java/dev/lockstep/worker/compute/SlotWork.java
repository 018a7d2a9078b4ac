package dev.lockstep.worker.compute;

import dev.lockstep.common.autodiff.AbandonedException;
import dev.lockstep.common.autodiff.RangeRows;
import dev.lockstep.common.autodiff.StepKey;
import dev.lockstep.common.crew.CrewMember;
import dev.lockstep.common.data.BatchSampler;
import dev.lockstep.common.data.Examples;
import dev.lockstep.common.nn.Network;
import dev.lockstep.common.nn.RangePass;
import dev.lockstep.common.nn.RangeSink;
import dev.lockstep.common.reduce.EvaluationPlan;
import dev.lockstep.common.reduce.Node;
import dev.lockstep.common.reduce.Scalars;
import dev.lockstep.common.reduce.ShardCut;
import dev.lockstep.common.reduce.ShardRange;
import dev.lockstep.common.reduce.ShardTree;
import dev.lockstep.common.tensor.BlockLayout;
import dev.lockstep.common.tensor.Storage;
import dev.lockstep.common.trace.Span;
import dev.lockstep.common.trace.Trace;
import java.util.Arrays;
import java.util.List;

/** What one slot owns and does. Used by that slot's thread alone. */
final class SlotWork {

    private final RangePass rangePass;
    private final Rows rows;
    private final BlockLayout layout;
    private final BlockProgress progress;
    private final PartialBuffers buffers;
    private final int maxRows;
    private final Slowness slowness = Slowness.asAsked();
    private Errand errand = new Errand();
    /** What is computed with; null while it is whole anyway. */
    private ArrivingVersion arriving;
    private long passBegan;
    private int touched;
    private int[] chosen = new int[0];
    private ShardRange cutRange = new ShardRange(0, 0);
    private int cutExamples;
    private List<RangeRows> passes = List.of();
    private Gathered gathered = Gathered.NOTHING;

    /** Which rows are there. */
    private record Gathered(long step, int firstPosition, int rows) {
        static final Gathered NOTHING = new Gathered(-1, 0, 0);
    }

    /** @param maxRows examples that a pass of training may hold */
    SlotWork(Network network, BlockLayout layout, PartialBuffers buffers, int maxRows) {
        this.maxRows = maxRows;
        this.rangePass = new RangePass(network);
        this.rangePass.abandonWhen(() -> errand.isAbandoned());
        this.rangePass.readThrough(this::awaitBlocks);
        this.rows = new Rows(network);
        this.layout = layout;
        this.progress = new BlockProgress(layout);
        this.buffers = buffers;
    }

    /**
     * The partials of {@code range} of a batch, in as many passes as memory asks for. The gradient vectors of a pass that
     * is abandoned are left to the collector.
     *
     * @param seed the job's, for dropout
     * @throws dev.lockstep.common.autodiff.AbandonedException when {@code wanted} is abandoned
     */
    void step(Errand wanted, long step, ShardRange range, ShardTree tree, BatchSampler batches, Examples data,
            long seed,
            ArrivingVersion parameters, StepPartials partials) {
        if (range.isEmpty()) {
            return;
        }
        errand = wanted;
        arriving = parameters;
        slowness.begin();
        for (RangeRows plan : passes(tree, range, batches.plan().size(step))) {
            pass(step, plan, tree, batches, data, seed, parameters.flat(), partials);
        }
        gatherWhenQuiet(step + 1, range, tree, batches, data);
    }

    /** The next step is likely to be of the same range; its rows can be there before its parameters are. */
    private void gatherWhenQuiet(long step, ShardRange range, ShardTree tree, BatchSampler batches, Examples data) {
        CrewMember here = CrewMember.current();
        if (here != null) {
            here.whenQuiet(() -> {
                int examples = batches.plan().size(step);
                RangeRows first = passes(tree, range, examples).getFirst();
                gather(Span.PREPARE, step, ShardCut.start(first.plan().range().lo(), examples, tree.shards()),
                        first.rows(), batches, data);
            });
        }
    }

    private void pass(long step, RangeRows plan, ShardTree tree, BatchSampler batches, Examples data, long seed,
            Storage parameters, StepPartials partials) {
        List<Node> nodes = plan.plan().nodes();
        PartialBuffers.Buffer[] sums = new PartialBuffers.Buffer[nodes.size()];
        float[][] vectors = new float[sums.length][];
        for (int node = 0; node < sums.length; node++) {
            sums[node] = buffers.take();
            vectors[node] = sums[node].values();
        }
        progress.start();
        RangeSink sink = new RangeSink() {
            @Override
            public void scalars(int node, Scalars scalars) {
                if (node == 0) {
                    Trace.end(Span.FORWARD, passBegan, step);
                }
                slowness.catchUp(errand);
                partials.scalars(nodes.get(node), scalars);
                passBegan = Trace.begin();
            }

            @Override
            public void gradient(int first, int length, float[][] same) {
                slowness.catchUp(errand);
                progress.done(first, length, block -> {
                    for (int node = 0; node < sums.length; node++) {
                        partials.gradient(block, nodes.get(node), sums[node].slice(block));
                    }
                });
            }
        };
        int firstPosition = ShardCut.start(plan.plan().range().lo(), batches.plan().size(step), tree.shards());
        if (plan.rows() == 0) {
            awaitBlocks(0, layout.floats());
            nothing(vectors, sink);
            return;
        }
        gather(Span.GATHER, step, firstPosition, plan.rows(), batches, data);
        passBegan = Trace.begin();
        rangePass.train(parameters, rows.features(), rows.targets(), plan, new StepKey(seed, step, firstPosition),
                vectors, sink);
        Trace.end(Span.BACKWARD, passBegan, step);
    }

    /** Loss and metrics of one shard of an evaluation, whose rows are all that is in memory. */
    Scalars evaluate(Errand wanted, EvaluationPlan plan, int shard, Examples data, Storage parameters) {
        errand = wanted;
        arriving = null;
        slowness.begin();
        long began = Trace.begin();
        int count = plan.size(shard);
        gathered = Gathered.NOTHING;
        rows.reserve(count);
        for (int row = 0; row < count; row++) {
            rows.put(row, data, plan.start(shard) + row);
        }
        Scalars sum = rangePass.evaluate(parameters, rows.features(), rows.targets(), count);
        Trace.end(Span.EVALUATE, began);
        slowness.catchUp(errand);
        return sum;
    }

    /** Blocks come in any order; a forward pass needs those of its next layer. */
    private void awaitBlocks(int offset, int length) {
        if (arriving == null || arriving.isWhole()) {
            return;
        }
        for (int block = layout.blockOf(offset); block <= layout.blockOf(offset + length - 1); block++) {
            if (!arriving.has(block)) {
                long began = Trace.begin();
                arriving.await(block, errand);
                Trace.end(Span.AWAIT, began, arriving.version(), block);
                if (!arriving.has(block)) {
                    throw new AbandonedException();
                }
            }
        }
    }

    /** A range of empty shards: each leaf is a zero, and so are their sums. */
    private void nothing(float[][] vectors, RangeSink sink) {
        for (int node = 0; node < vectors.length; node++) {
            Arrays.fill(vectors[node], 0f);
            sink.scalars(node, Scalars.ZERO);
        }
        sink.gradient(0, layout.floats(), vectors);
    }

    private void gather(Span span, long step, int firstPosition, int count, BatchSampler batches, Examples data) {
        Gathered wanted = new Gathered(step, firstPosition, count);
        if (wanted.equals(gathered)) {
            return;
        }
        long began = Trace.begin();
        gathered = Gathered.NOTHING;
        if (chosen.length < count) {
            chosen = new int[count];
        }
        rows.reserve(count);
        batches.examples(step, firstPosition, firstPosition + count, chosen, 0);
        for (int row = 0; row < count; row++) {
            touched += data.touch(chosen[row]);
        }
        for (int row = 0; row < count; row++) {
            rows.put(row, data, chosen[row]);
        }
        gathered = wanted;
        Trace.end(span, began, step);
    }

    /** The last cut serves again while range and size of the batch stay the same. */
    private List<RangeRows> passes(ShardTree tree, ShardRange range, int examples) {
        if (examples != cutExamples || !range.equals(cutRange)) {
            passes = PassCut.of(tree, range, examples, maxRows).stream()
                    .map(part -> RangeRows.of(tree, part, examples))
                    .toList();
            cutRange = range;
            cutExamples = examples;
        }
        return passes;
    }
}
