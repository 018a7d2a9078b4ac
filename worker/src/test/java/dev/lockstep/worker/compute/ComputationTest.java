package dev.lockstep.worker.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.common.autodiff.AbandonedException;
import dev.lockstep.common.data.TrainingData;
import dev.lockstep.common.job.Job;
import dev.lockstep.common.nn.Network;
import dev.lockstep.common.nn.PassMemory;
import dev.lockstep.common.reduce.RangeSplitter;
import dev.lockstep.common.reduce.Scalars;
import dev.lockstep.common.reduce.ShardRange;
import dev.lockstep.common.reduce.ShardTree;
import dev.lockstep.common.tensor.BlockLayout;
import dev.lockstep.common.tensor.Storage;
import dev.lockstep.common.wire.BulkLink;
import dev.lockstep.common.wire.GradientPartial;
import dev.lockstep.common.wire.ScalarPartial;
import dev.lockstep.proto.DataPart;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ComputationTest {

    private static final long DEADLINE_S = 20;

    private final List<Slots> open = new ArrayList<>();

    @AfterEach
    void closeSlots() {
        open.forEach(Slots::close);
    }

    @Test
    void sumsAreTheSameForAnyNumberOfWorkersAndSlots() throws Exception {
        Job job = Formula.job(40, 7);
        String alone = hashOfStep(job, 0, ranges(job, 1), 1);
        for (int workers : new int[]{1, 2, 3, 7, 9}) {
            for (int slots = 1; slots <= 3; slots++) {
                assertThat(hashOfStep(job, 0, ranges(job, workers), slots))
                        .as("%d workers with %d slots", workers, slots).isEqualTo(alone);
            }
        }
    }

    @Test
    void sumsAreTheSameForRaggedBatchesAndRangesThatAreNotAligned() throws Exception {
        Job job = Formula.job(40, 7);
        List<ShardRange> crooked = List.of(new ShardRange(0, 3), new ShardRange(3, 4), new ShardRange(4, 7));
        String alone = hashOfStep(job, 2, ranges(job, 1), 1);
        assertThat(hashOfStep(job, 2, crooked, 3)).isEqualTo(alone);
        assertThat(hashOfStep(job, 2, ranges(job, 3), 2)).isEqualTo(alone);
    }

    @Test
    void aTinyBudgetCutsRangesIntoPassesAndChangesNoBit() throws Exception {
        for (Job job : List.of(Formula.job(40, 7), Formula.job(40, 16), Formula.job(5, 8))) {
            String roomy = hashOfStep(job, 0, ranges(job, 1), 1);
            PassMemory memory = Formula.network(job).trainingMemory();
            for (int rows : new int[]{6, 7, 13}) {
                long budgetFloats = memory.fixedFloats() + rows * memory.floatsPerExample();
                List<ShardRange> crooked = List.of(new ShardRange(0, 1), new ShardRange(1, 6),
                        new ShardRange(6, job.shards()));
                assertThat(hashOfStep(job, 0, ranges(job, 1), 1, budgetFloats)).isEqualTo(roomy);
                assertThat(hashOfStep(job, 0, crooked, 2, budgetFloats)).isEqualTo(roomy);
            }
        }
    }

    @Test
    void emptyShardsAddNothing() throws Exception {
        Job job = Formula.job(3, 8);
        String alone = hashOfStep(job, 0, ranges(job, 1), 1);
        assertThat(hashOfStep(job, 0, ranges(job, 8), 2)).isEqualTo(alone);
        assertThat(hashOfStep(job, 0, ranges(job, 3), 3)).isEqualTo(alone);
    }

    @Test
    void aWorkerSendsOnePartialPerBlockForAnAlignedRangeAndScalarsFirst() throws Exception {
        Job job = Formula.job(40, 8);
        Network network = Formula.network(job);
        BlockLayout layout = Formula.blocks(network);
        SummingLink link = new SummingLink(new ShardTree(8), layout);
        Storage parameters = Formula.parameters(network, 1);
        await(worker(job, network, layout, 3).step(0, new ShardRange(4, 8), ArrivingVersion.whole(0, parameters),
                link));
        assertThat(layout.blocks()).isGreaterThan(1);
        assertThat(link.log()).hasSize(1 + layout.blocks()).first().isEqualTo("scalars (2,1)");
        assertThat(link.log()).contains("block 0 (2,1)");
    }

    @Test
    void aStepThatBeginsBeforeAllBlocksAreThereGivesTheSameSums() throws Exception {
        Job job = Formula.job(40, 8);
        Network network = Formula.network(job);
        BlockLayout layout = Formula.blocks(network);
        Storage parameters = Formula.parameters(network, 1);
        SummingLink link = new SummingLink(new ShardTree(8), layout);
        Storage gathering = Storage.allocate(layout.floats());
        NewestVersions versions = new NewestVersions(layout.blocks());
        arrive(versions, 0, gathering, parameters, layout);
        CompletableFuture<Void> done = worker(job, network, layout, 2).step(5, new ShardRange(0, 8),
                versions.get(5).orElseThrow(), link);
        for (int block = layout.blocks() - 1; block > 0; block--) {
            assertThat(link.log()).as("nothing is sent before block " + block + " is there").isEmpty();
            arrive(versions, block, gathering, parameters, layout);
        }
        await(done);
        assertThat(link.hash()).isEqualTo(hashOfStep(job, 5, ranges(job, 1), 1));
    }

    @Test
    void aStepThatWaitsForBlocksCanBeAbandoned() throws Exception {
        Job job = Formula.job(40, 8);
        Network network = Formula.network(job);
        BlockLayout layout = Formula.blocks(network);
        SummingLink link = new SummingLink(new ShardTree(8), layout);
        NewestVersions versions = new NewestVersions(layout.blocks());
        versions.put(0, 0, Formula.parameters(network, 1));
        Computation worker = worker(job, network, layout, 2);
        CompletableFuture<Void> done = worker.step(0, new ShardRange(0, 8), versions.get(0).orElseThrow(), link);
        worker.abandon();
        await(done);
        assertThat(link.log()).isEmpty();
    }

    private static void arrive(NewestVersions versions, int block, Storage gathering, Storage from,
            BlockLayout layout) {
        System.arraycopy(from.array(), from.offset() + layout.start(block), gathering.array(),
                gathering.offset() + layout.start(block), layout.length(block));
        versions.put(5, block, gathering);
    }

    @Test
    void aWarmStepTakesItsBuffersFromThePool() throws Exception {
        Job job = Formula.job(40, 8);
        Network network = Formula.network(job);
        BlockLayout layout = Formula.blocks(network);
        Storage parameters = Formula.parameters(network, 1);
        Computation worker = worker(job, network, layout, 2);
        for (int step = 0; step < 9; step++) {
            SummingLink link = new SummingLink(new ShardTree(8), layout);
            await(worker.step(step, new ShardRange(0, 8), ArrivingVersion.whole(step, parameters), link));
            link.hash();
        }
        assertThat(worker.allocations()).as("a vector for each slot").isEqualTo(2);
    }

    @Test
    void abandonedWorkEndsAtItsNextOperationAndLeavesNothingBehind() throws Exception {
        Job job = Formula.job(40, 8);
        Network network = Formula.network(job);
        BlockLayout layout = Formula.blocks(network);
        Storage parameters = Formula.parameters(network, 1);
        Computation worker = worker(job, network, layout, 2);
        SummingLink whole = new SummingLink(new ShardTree(8), layout);
        await(worker.step(3, new ShardRange(0, 8), ArrivingVersion.whole(3, parameters), whole));
        for (int last = 0; last < layout.blocks(); last++) {
            int at = last;
            AtomicInteger sent = new AtomicInteger();
            await(worker.step(3, new ShardRange(0, 8), ArrivingVersion.whole(3, parameters), new CountingLink(() -> {
                if (sent.getAndIncrement() == at) {
                    worker.abandon();
                }
            })));
            assertThat(sent.get()).as("abandoned at message %d", at).isLessThan(1 + layout.blocks());
        }
        SummingLink again = new SummingLink(new ShardTree(8), layout);
        await(worker.step(3, new ShardRange(0, 8), ArrivingVersion.whole(3, parameters), again));
        assertThat(again.hash()).isEqualTo(whole.hash());
    }

    @Test
    void aVectorThatIsRewrittenMeanwhileFailsNothing() throws Exception {
        Job job = Formula.job(40, 8);
        Network network = Formula.network(job);
        BlockLayout layout = Formula.blocks(network);
        Computation worker = worker(job, network, layout, 2);
        for (float value : new float[]{Float.NaN, Float.POSITIVE_INFINITY, Float.MAX_VALUE, -0f}) {
            Storage parameters = Formula.parameters(network, 1);
            AtomicInteger sent = new AtomicInteger();
            await(worker.step(3, new ShardRange(0, 8), ArrivingVersion.whole(3, parameters), new CountingLink(() -> {
                sent.incrementAndGet();
                Arrays.fill(parameters.array(), value);
            })));
            await(worker.step(4, new ShardRange(0, 8), ArrivingVersion.whole(4, parameters),
                    new CountingLink(sent::incrementAndGet)));
            assertThat(sent).hasValue(2 * (1 + layout.blocks()));
        }
    }

    @Test
    void anAbandonedEvaluationIsNoFailure() throws Exception {
        Job job = Formula.job(40, 8);
        Network network = Formula.network(job);
        BlockLayout layout = Formula.blocks(network);
        Computation worker = new Computation(job, network, layout, Formula.data(100, 300, 256 * 40), slots(1));
        CompletableFuture<Void> work = worker.evaluate(5, DataPart.TEST, new ShardRange(0, 40),
                ArrivingVersion.whole(5, Formula.parameters(network, 1)), new SummingLink(new ShardTree(40), layout));
        worker.abandon();
        await(work);
    }

    /** Does something whenever a message is sent, on the slot's own thread. */
    private record CountingLink(Runnable onSend) implements BulkLink {

        @Override
        public void send(ScalarPartial partial) {
            onSend.run();
        }

        @Override
        public void send(GradientPartial partial) {
            onSend.run();
            partial.release().run();
        }

        @Override
        public void close() {
            // Nothing to close.
        }
    }

    @Test
    void aSlowSlotSleepsBeforeItHandsAnythingOn() {
        Slowness tenTimes = new Slowness(10);
        long startNs = System.nanoTime();
        tenTimes.begin();
        while (System.nanoTime() - startNs < TimeUnit.MILLISECONDS.toNanos(2)) {
            Thread.onSpinWait();
        }
        long computedNs = System.nanoTime() - startNs;
        tenTimes.catchUp(new Errand());
        assertThat(System.nanoTime() - startNs).isGreaterThan(9 * computedNs);
        Errand lost = new Errand();
        lost.abandon();
        tenTimes.begin();
        assertThatThrownBy(() -> tenTimes.catchUp(lost)).isInstanceOf(AbandonedException.class);
    }

    @Test
    void anEvaluationIsTheSameWhoeverMeasuresWhichShards() throws Exception {
        Job job = Formula.job(40, 8);
        Network network = Formula.network(job);
        BlockLayout layout = Formula.blocks(network);
        TrainingData data = Formula.data(100, 300, 256 * 5 + 3);
        Storage parameters = Formula.parameters(network, 1);
        Scalars whole = Evaluation.of(network, data.test(), parameters, slots(3)).get(DEADLINE_S, TimeUnit.SECONDS);
        assertThat(whole.weight()).isEqualTo(256 * 5 + 3);
        ShardTree tree = new ShardTree(6);
        for (int workers : new int[]{1, 2, 4}) {
            SummingLink link = new SummingLink(tree, layout);
            for (ShardRange range : RangeSplitter.split(tree, tree.whole(), workers)) {
                Computation worker = new Computation(job, network, layout, data, slots(2));
                await(worker.evaluate(5, DataPart.TEST, range, ArrivingVersion.whole(5, parameters), link));
            }
            assertThat(link.scalars()).as("%d workers", workers).isEqualTo(whole);
        }
    }

    @Test
    void aFailureInOneSlotIsToldWhenAllHaveEnded() {
        assertThatThrownBy(() -> await(slots(3).each(slot -> {
            if (slot == 1) {
                throw new IllegalStateException("slot " + slot);
            }
        }))).hasRootCauseMessage("slot 1");
    }

    private String hashOfStep(Job job, long step, List<ShardRange> ranges, int slots) throws Exception {
        return hashOfStep(job, step, ranges, slots, PassMemory.BUDGET_FLOATS);
    }

    private String hashOfStep(Job job, long step, List<ShardRange> ranges, int slots, long budgetFloats)
            throws Exception {
        Network network = Formula.network(job);
        BlockLayout layout = Formula.blocks(network);
        Storage parameters = Formula.parameters(network, 1);
        SummingLink link = new SummingLink(new ShardTree(job.shards()), layout);
        for (ShardRange range : ranges) {
            Computation worker = new Computation(job, network, layout, Formula.data(101, 0, 0), slots(slots),
                    budgetFloats);
            await(worker.step(step, range, ArrivingVersion.whole(step, parameters), link));
        }
        return link.hash();
    }

    private static List<ShardRange> ranges(Job job, int workers) {
        ShardTree tree = new ShardTree(job.shards());
        return RangeSplitter.split(tree, tree.whole(), workers);
    }

    private Computation worker(Job job, Network network, BlockLayout layout, int slots) {
        return new Computation(job, network, layout, Formula.data(101, 0, 0), slots(slots));
    }

    private Slots slots(int count) {
        Slots slots = new Slots(count, "test");
        open.add(slots);
        return slots;
    }

    private static void await(CompletableFuture<Void> done) throws Exception {
        done.get(DEADLINE_S, TimeUnit.SECONDS);
    }
}
