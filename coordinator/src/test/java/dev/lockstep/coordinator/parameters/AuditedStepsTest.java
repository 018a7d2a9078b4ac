package dev.lockstep.coordinator.parameters;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.common.job.OptimizerSpec;
import dev.lockstep.common.job.ScheduleSpec;
import dev.lockstep.common.optim.Optimizer;
import dev.lockstep.common.reduce.Node;
import dev.lockstep.common.reduce.ShardTree;
import dev.lockstep.common.tensor.BlockLayout;
import dev.lockstep.common.tensor.Storage;
import dev.lockstep.common.wire.GradientPartial;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a runner does with the partials of audited nodes. */
class AuditedStepsTest {

    private static final BlockLayout LAYOUT = new BlockLayout(new int[]{0, 5, 12});
    private static final ShardTree TREE = new ShardTree(4);
    private static final Node LEFT = new Node(1, 0);
    private static final Node RIGHT = new Node(1, 1);
    private static final OptimizerSpec SGD = new OptimizerSpec(new OptimizerSpec.Sgd(0, false, 0), 0.1,
            new ScheduleSpec.Constant(0), OptionalDouble.empty());

    private final Deque<Runnable> tasks = new ArrayDeque<>();
    private final List<String> heard = new ArrayList<>();
    private int lent;
    private final StepRunner runner = runner((step, node) -> node.equals(LEFT));

    @AfterEach
    void everyBufferIsGivenBackOnce() {
        runner.close();
        work();
        assertThat(lent).isZero();
    }

    @Test
    void anAuditedPartialWaitsForASecondWorkersAndOthersDoNot() {
        send("w1", RIGHT);
        assertThat(heard).containsExactly("w1 arrived (1,1)");
        send("w1", LEFT);
        assertThat(heard).endsWith("w1 answered (1,0)");
        send("w1", LEFT);
        assertThat(heard).hasSize(2);
        send("w2", LEFT);
        assertThat(heard).endsWith("w2 answered (1,0)", "w2 arrived (1,0)");
        runner.proceed(0, 1);
        work();
        assertThat(heard).endsWith("stepped 0", "stepped 1", "whole 1");
    }

    @Test
    void whatDiffersWaitsForAThirdWhoTellsWhoIsRight() {
        send("w1", LEFT, 1, 0);
        send("w2", LEFT, 1, 7);
        assertThat(heard).contains("block 1 of (1,0) differs: [w1, w2]").doesNotContain("w2 arrived (1,0)");
        send("w3", LEFT);
        assertThat(heard).endsWith("w3 answered (1,0)", "block 1 of (1,0): [w1, w3] against [w2]", "w3 arrived (1,0)");
    }

    @Test
    void threeThatDifferDecideNothingUntilTwoAgree() {
        send("w1", LEFT, 0, 1);
        send("w2", LEFT, 0, 2);
        send("w3", LEFT, 0, 3);
        assertThat(heard).contains("block 0 of (1,0) differs: [w1, w2, w3]");
        send("w4", LEFT, 0, 2);
        assertThat(heard).containsSubsequence("block 0 of (1,0): [w2, w4] against [w1, w3]", "w4 arrived (1,0)");
    }

    @Test
    void aWaivedAuditCountsTheFirstAnswerButDecidesNoDifference() {
        send("w1", LEFT);
        runner.unaudited(0);
        work();
        assertThat(heard).endsWith("w1 arrived (1,0)");

        Recorder other = new Recorder((step, node) -> true);
        other.send("w1", LEFT, 0, 1);
        other.send("w2", LEFT, 0, 2);
        other.runner.unaudited(0);
        other.send("w1", RIGHT);
        assertThat(other.told).contains("w1 arrived (1,1)").doesNotContain("w1 arrived (1,0)", "w2 arrived (1,0)");
        other.send("w3", LEFT, 0, 1);
        assertThat(other.told).contains("block 0 of (1,0): [w1, w3] against [w2]");
        other.runner.close();
        assertThat(other.lentOut).isZero();
    }

    @Test
    void anyFlippedBitIsCaughtAndNeverCounts() {
        SplittableRandom random = new SplittableRandom(5);
        for (int bit = 0; bit < Float.SIZE; bit++) {
            for (int block = 0; block < LAYOUT.blocks(); block++) {
                Recorder run = new Recorder((step, node) -> true);
                boolean flippedFirst = random.nextBoolean();
                int at = random.nextInt(LAYOUT.length(block));
                run.flip(flippedFirst ? "w1" : "w2", block, at, bit);
                run.send("w1", TREE.root());
                run.send("w2", TREE.root());
                assertThat(run.told).as("bit %d of float %d of block %d", bit, at, block)
                        .contains("block " + block + " of (2,0) differs: [w1, w2]")
                        .noneMatch(s -> s.contains("arrived"));
                run.send("w3", TREE.root());
                assertThat(run.told).contains("block " + block + " of (2,0): "
                        + (flippedFirst ? "[w2, w3] against [w1]" : "[w1, w3] against [w2]"));
                run.runner.proceed(0, 1);
                run.work();
                assertThat(run.parameters()).isEqualTo(run.expected());
                run.runner.close();
                assertThat(run.lentOut).isZero();
            }
        }
    }

    private StepRunner runner(Audited audited) {
        Recorder recorder = new Recorder(audited, heard, tasks);
        return recorder.runner;
    }

    private void send(String worker, Node node) {
        send(worker, node, -1, 0);
    }

    private void send(String worker, Node node, int block, float add) {
        for (int b = 0; b < LAYOUT.blocks(); b++) {
            lent++;
            runner.gradient(worker, new GradientPartial(0, node, b, values(b, b == block ? add : 0), () -> lent--));
            work();
        }
    }

    private void work() {
        while (!tasks.isEmpty()) {
            tasks.removeFirst().run();
        }
    }

    private static Storage values(int block, float add) {
        Storage values = Storage.allocate(LAYOUT.length(block));
        for (int i = 0; i < values.length(); i++) {
            values.array()[i] = 0.37f * (i + 1) + block + add;
        }
        return values;
    }

    /** A runner of its own, with what it tells. */
    private static final class Recorder implements StepListener {

        private final List<String> told;
        private final Deque<Runnable> queue;
        private final ParameterStore store = new ParameterStore(LAYOUT, Storage.allocate(LAYOUT.floats()),
                Optimizer.create(SGD));
        private final StepRunner runner;
        private int lentOut;
        private String flipper = "";
        private int flippedBlock;
        private int flippedAt;
        private int flippedBit;

        Recorder(Audited audited) {
            this(audited, new ArrayList<>(), new ArrayDeque<>());
        }

        Recorder(Audited audited, List<String> told, Deque<Runnable> queue) {
            this.told = told;
            this.queue = queue;
            this.runner = new StepRunner(TREE, store, SGD, audited, queue::add, this);
        }

        void flip(String worker, int block, int at, int bit) {
            flipper = worker;
            flippedBlock = block;
            flippedAt = at;
            flippedBit = bit;
        }

        void send(String worker, Node node) {
            send(worker, node, -1, 0);
        }

        void send(String worker, Node node, int block, float add) {
            for (int b = 0; b < LAYOUT.blocks(); b++) {
                Storage values = values(b, b == block ? add : 0);
                if (worker.equals(flipper) && b == flippedBlock) {
                    int bits = Float.floatToRawIntBits(values.array()[flippedAt]) ^ 1 << flippedBit;
                    values.array()[flippedAt] = Float.intBitsToFloat(bits);
                }
                lentOut++;
                runner.gradient(worker, new GradientPartial(0, node, b, values, () -> lentOut--));
                work();
            }
        }

        void work() {
            while (!queue.isEmpty()) {
                queue.removeFirst().run();
            }
        }

        float[] parameters() {
            return store.parameters(1).array();
        }

        /** What a step gives when nobody flips a bit. */
        float[] expected() {
            Recorder sound = new Recorder(Audited.NOTHING);
            sound.send("w1", TREE.root());
            sound.runner.proceed(0, 1);
            sound.work();
            return sound.parameters();
        }

        @Override
        public void arrived(String worker, long step, Node node) {
            told.add(worker + " arrived " + node);
        }

        @Override
        public void answered(String worker, long step, Node node) {
            told.add(worker + " answered " + node);
        }

        @Override
        public void differ(long step, Node node, int block, List<String> workers) {
            told.add("block " + block + " of " + node + " differs: " + workers);
        }

        @Override
        public void outvoted(long step, Node node, int block, List<String> agreeing, List<String> others) {
            told.add("block " + block + " of " + node + ": " + agreeing + " against " + others);
        }

        @Override
        public void stepped(long version, int block, int digest) {
            told.add("stepped " + block);
        }

        @Override
        public void whole(long version) {
            told.add("whole " + version);
        }

        @Override
        public void notFinite(long version, int block) {
            told.add("not finite " + block);
        }

        @Override
        public void failed(Throwable cause) {
            throw new AssertionError(cause);
        }
    }
}
