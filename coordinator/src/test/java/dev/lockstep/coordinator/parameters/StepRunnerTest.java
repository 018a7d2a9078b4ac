package dev.lockstep.coordinator.parameters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.common.checkpoint.ParameterDigest;
import dev.lockstep.common.job.OptimizerSpec;
import dev.lockstep.common.job.ScheduleSpec;
import dev.lockstep.common.optim.Optimizer;
import dev.lockstep.common.reduce.Node;
import dev.lockstep.common.reduce.PartialSums;
import dev.lockstep.common.reduce.ShardRange;
import dev.lockstep.common.reduce.ShardTree;
import dev.lockstep.common.reduce.SumPlan;
import dev.lockstep.common.tensor.BlockLayout;
import dev.lockstep.common.tensor.SharedBufferPool;
import dev.lockstep.common.tensor.Storage;
import dev.lockstep.common.wire.GradientPartial;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class StepRunnerTest {

    private static final int SHARDS = 5;
    private static final int DEADLINE_S = 20;
    private static final BlockLayout LAYOUT = new BlockLayout(new int[]{0, 7, 8, 30});
    private static final BlockLayout ONE_BLOCK = new BlockLayout(new int[]{0, 30});
    private static final OptimizerSpec MOMENTUM = spec(OptionalDouble.empty());

    private final ShardTree tree = new ShardTree(SHARDS);

    @Test
    void anyCutIntoRangesAndBlocksGivesTheSameParameters() {
        for (OptimizerSpec spec : List.of(MOMENTUM, spec(OptionalDouble.of(0.5)))) {
            int[] expected = train(spec, ONE_BLOCK, List.of(tree.whole()), new Random(1));
            for (int seed = 0; seed < 20; seed++) {
                Random random = new Random(seed);
                int border = random.nextInt(SHARDS + 1);
                List<ShardRange> ranges = List.of(new ShardRange(0, border), new ShardRange(border, SHARDS));
                assertThat(train(spec, LAYOUT, ranges, random)).isEqualTo(expected);
            }
        }
    }

    @Test
    void aBlockIsSteppedWhenItsSumAndTheWeightAreThere() {
        Run run = new Run(MOMENTUM, LAYOUT);
        run.offer(0, 1, tree.root());
        assertThat(run.heard).isEmpty();
        run.runner.proceed(0, 3);
        run.work();
        assertThat(run.heard).containsExactly("stepped 1/1");
        run.offer(0, 0, tree.root());
        run.offer(0, 2, tree.root());
        assertThat(run.heard).containsExactly("stepped 1/1", "stepped 1/0", "stepped 1/2", "whole 1");
    }

    @Test
    void clippingWaitsForAllBlocks() {
        Run run = new Run(spec(OptionalDouble.of(1)), LAYOUT);
        run.runner.proceed(0, 3);
        run.offer(0, 1, tree.root());
        run.offer(0, 2, tree.root());
        assertThat(run.heard).isEmpty();
        run.offer(0, 0, tree.root());
        assertThat(run.heard).containsExactly("stepped 1/0", "stepped 1/1", "stepped 1/2", "whole 1");
    }

    @Test
    void partialsOfTheNextStepWaitForTheCommit() {
        Run run = new Run(MOMENTUM, ONE_BLOCK);
        run.runner.proceed(0, 3);
        run.offer(1, 0, tree.root());
        run.runner.proceed(1, 3);
        run.work();
        assertThat(run.heard).isEmpty();
        run.offer(0, 0, tree.root());
        assertThat(run.heard).containsExactly("stepped 1/0", "whole 1");
        assertThat(run.runner.commit()).isEqualTo(1);
        run.work();
        assertThat(run.heard).containsExactly("stepped 1/0", "whole 1", "stepped 2/0", "whole 2");
    }

    @Test
    void latePartialsAreDroppedAndEveryBufferComesBack() {
        Run run = new Run(MOMENTUM, ONE_BLOCK);
        run.offer(0, 0, tree.leaf(1));
        run.offer(0, 0, tree.root());
        run.offer(0, 0, tree.leaf(2));
        run.offer(7, 0, tree.root());
        run.runner.proceed(0, 3);
        run.work();
        assertThat(run.released.get()).isEqualTo(run.offered);
        run.offer(1, 0, tree.leaf(3));
        run.runner.commit();
        run.offer(0, 0, tree.root());
        assertThat(run.runner.missing()).containsExactly(new ShardRange(0, 3), new ShardRange(4, 5));
        run.runner.close();
        run.offer(1, 0, tree.leaf(0));
        assertThat(run.released.get()).isEqualTo(run.offered);
    }

    @Test
    void aParameterThatIsNotFiniteIsToldAndNeverWhole() {
        Run run = new Run(MOMENTUM, LAYOUT);
        run.runner.proceed(0, 3);
        run.offer(0, 0, tree.root());
        run.poison = Float.POSITIVE_INFINITY;
        run.offer(0, 1, tree.root());
        run.poison = Float.NaN;
        run.offer(0, 2, tree.root());
        assertThat(run.heard).containsExactly("stepped 1/0", "not finite 1/1", "not finite 1/2");
        assertThatThrownBy(run.runner::commit).hasMessageContaining("version 1 lacks 2 of 3 finite blocks");
    }

    @Test
    void aPartialThatDoesNotFitFailsTheRunner() {
        Run run = new Run(MOMENTUM, LAYOUT);
        run.gradient(new GradientPartial(0, tree.root(), 1, Storage.allocate(2), () -> {}));
        run.work();
        assertThat(run.heard).singleElement().asString().contains("2 floats of step 0, block 1");
        assertThatThrownBy(() -> run.runner.proceed(5, 1)).hasMessageContaining("step 5 is not open");
        assertThatThrownBy(() -> run.runner.proceed(0, 0)).hasMessageContaining("positive and finite");
        assertThatThrownBy(run.runner::commit).hasMessageContaining("lacks 3 of 3 finite blocks");
    }

    @Test
    void aNodeHasArrivedOnceWithTheLastOfItsBlocksWhoeverSentThem() {
        Run run = new Run(MOMENTUM, LAYOUT);
        Node right = new Node(1, 1);
        run.offer("w1", 0, 0, right);
        run.offer("w1", 0, 0, right);
        run.offer("w2", 0, 2, right);
        assertThat(run.arrived).isEmpty();
        run.offer("w2", 0, 1, right);
        assertThat(run.arrived).containsExactly("w2 0 (1,1)");
        run.offer("w1", 0, 1, right);
        assertThat(run.arrived).hasSize(1);
    }

    /** What was computed again for somebody else is covered too: nobody owes it any more. */
    @Test
    void whatIsCoveredAlreadyArrivesTheSame() {
        Run run = new Run(MOMENTUM, ONE_BLOCK);
        run.offer("w1", 0, 0, tree.root());
        run.offer("w2", 0, 0, tree.leaf(2));
        run.offer("w2", 1, 0, tree.leaf(2));
        run.offer("w3", 2, 0, tree.leaf(2));
        assertThat(run.arrived).containsExactly("w1 0 (3,0)", "w2 0 (0,2)", "w2 1 (0,2)");
    }

    @Test
    void aRunnerGoesOnFromAnyVersionToTheSameBits() {
        int[] expected = train(MOMENTUM, LAYOUT, List.of(tree.whole()), new Random(1));
        Run first = new Run(MOMENTUM, LAYOUT);
        first.trainTo(2, this);
        Snapshot copy = ParameterStore.copyOf(first.store.view(), null);
        first.trainTo(3, this);
        Run second = new Run(MOMENTUM, new ParameterStore(LAYOUT, copy, Optimizer.create(MOMENTUM)));
        second.trainTo(3, this);
        assertThat(bits(second.store.committed())).isEqualTo(expected);
        assertThat(bits(first.store.committed())).isEqualTo(expected);
    }

    @Test
    void threadsDoNotChangeTheBits() throws InterruptedException {
        int[] expected = train(MOMENTUM, ONE_BLOCK, List.of(tree.whole()), new Random(1));
        try (var pool = Executors.newFixedThreadPool(3)) {
            ParameterStore store = new ParameterStore(LAYOUT, start(), Optimizer.create(MOMENTUM));
            CountDownLatch[] whole = {new CountDownLatch(1), new CountDownLatch(1), new CountDownLatch(1)};
            List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
            StepRunner runner = new StepRunner(tree, store, MOMENTUM, Audited.NOTHING, pool, new StepListener() {
                @Override
                public void arrived(String worker, long step, Node node) {}

                @Override
                public void answered(String worker, long step, Node node) {}

                @Override
                public void differ(long step, Node node, int block, List<String> workers) {}

                @Override
                public void outvoted(long step, Node node, int block, List<String> agreeing, List<String> others) {}

                @Override
                public void stepped(long version, int block, int digest) {}

                @Override
                public void whole(long version) {
                    whole[(int) version - 1].countDown();
                }

                @Override
                public void notFinite(long version, int block) {}

                @Override
                public void failed(Throwable cause) {
                    failures.add(cause);
                }
            });
            for (int step = 0; step < whole.length; step++) {
                for (int shard = 0; shard < SHARDS; shard++) {
                    for (int block = 0; block < LAYOUT.blocks(); block++) {
                        Storage values = LAYOUT.of(leaf(step, shard), block);
                        runner.gradient("w1", new GradientPartial(step, tree.leaf(shard), block, values, () -> {}));
                    }
                }
                runner.proceed(step, 3);
                assertThat(whole[step].await(DEADLINE_S, TimeUnit.SECONDS)).as("step %s, %s", step, failures).isTrue();
                runner.commit();
            }
            assertThat(bits(store.committed())).isEqualTo(expected);
        }
    }

    /** Parameters after three steps of which the partials come in random order. */
    private int[] train(OptimizerSpec spec, BlockLayout layout, List<ShardRange> ranges, Random random) {
        Run run = new Run(spec, layout);
        for (int step = 0; step < 3; step++) {
            List<GradientPartial> partials = new ArrayList<>();
            for (ShardRange range : ranges) {
                SumPlan plan = tree.plan(range);
                for (Node node : plan.nodes()) {
                    Storage sum = sum(step, node);
                    for (int block = 0; block < layout.blocks(); block++) {
                        partials.add(new GradientPartial(step, node, block, layout.of(sum, block), () -> {}));
                    }
                }
            }
            Collections.shuffle(partials, random);
            run.runner.proceed(step, 3);
            partials.forEach(run::gradient);
            run.work();
            assertThat(run.runner.commit()).isEqualTo(step + 1);
        }
        return bits(run.store.committed());
    }

    private Storage sum(int step, Node node) {
        ShardRange covered = tree.covered(node);
        if (covered.size() == 1) {
            return leaf(step, covered.lo());
        }
        Node left = new Node(node.level() - 1, 2 * node.index());
        Storage sum = sum(step, left);
        if (tree.covered(left).hi() < covered.hi()) {
            PartialSums.addInto(sum, sum(step, left.sibling()));
        }
        return sum;
    }

    private static Storage leaf(int step, int shard) {
        Random random = new Random(31 * step + shard);
        Storage leaf = Storage.allocate(LAYOUT.floats());
        for (int i = 0; i < leaf.length(); i++) {
            leaf.array()[i] = (float) random.nextGaussian();
        }
        return leaf;
    }

    private static Storage start() {
        return leaf(99, 99);
    }

    private static int[] bits(Storage values) {
        int[] bits = new int[values.length()];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = Float.floatToRawIntBits(values.array()[values.offset() + i]);
        }
        return bits;
    }

    private static OptimizerSpec spec(OptionalDouble clipNorm) {
        return new OptimizerSpec(new OptimizerSpec.Sgd(0.9, false, 0), 0.1, new ScheduleSpec.Constant(0), clipNorm);
    }

    /** A runner whose tasks run on this thread, in order; what it tells; and buffers that are counted. */
    private static final class Run implements StepListener {

        private final Deque<Runnable> tasks = new ArrayDeque<>();
        private final List<String> heard = new ArrayList<>();
        private final List<String> arrived = new ArrayList<>();
        private final SharedBufferPool pool = new SharedBufferPool(1000);
        private final AtomicInteger released = new AtomicInteger();
        private final ParameterStore store;
        private final StepRunner runner;
        private int offered;
        private float poison = 1;

        Run(OptimizerSpec spec, BlockLayout layout) {
            this(spec, new ParameterStore(layout, start(), Optimizer.create(spec)));
        }

        Run(OptimizerSpec spec, ParameterStore store) {
            this.store = store;
            runner = new StepRunner(new ShardTree(SHARDS), store, spec, Audited.NOTHING, tasks::add, this);
        }

        void offer(long step, int block, Node node) {
            offer("w1", step, block, node);
        }

        void gradient(GradientPartial partial) {
            runner.gradient("w1", partial);
        }

        void offer(String worker, long step, int block, Node node) {
            Storage values = pool.take(store.layout().length(block));
            values.array()[0] = poison;
            offered++;
            runner.gradient(worker, new GradientPartial(step, node, block, values, () -> {
                released.incrementAndGet();
                pool.give(values);
            }));
            work();
        }

        void trainTo(long version, StepRunnerTest test) {
            for (int step = (int) store.version(); step < version; step++) {
                for (int block = 0; block < store.layout().blocks(); block++) {
                    gradient(new GradientPartial(step, test.tree.root(), block,
                            store.layout().of(test.sum(step, test.tree.root()), block), () -> {}));
                }
                runner.proceed(step, 3);
                work();
                runner.commit();
            }
        }

        void work() {
            while (!tasks.isEmpty()) {
                tasks.removeFirst().run();
            }
        }

        @Override
        public void arrived(String worker, long step, Node node) {
            arrived.add(worker + " " + step + " " + node);
        }

        @Override
        public void answered(String worker, long step, Node node) {}

        @Override
        public void differ(long step, Node node, int block, List<String> workers) {}

        @Override
        public void outvoted(long step, Node node, int block, List<String> agreeing, List<String> others) {}

        @Override
        public void stepped(long version, int block, int digest) {
            heard.add("stepped " + version + "/" + block);
            assertThat(digest).isEqualTo(ParameterDigest.ofBlock(store.layout().of(store.parameters(version), block)));
        }

        @Override
        public void whole(long version) {
            heard.add("whole " + version);
        }

        @Override
        public void notFinite(long version, int block) {
            heard.add("not finite " + version + "/" + block);
        }

        @Override
        public void failed(Throwable cause) {
            heard.add(cause.getMessage());
        }
    }
}
