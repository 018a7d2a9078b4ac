package dev.lockstep.deploy.simulation;

import dev.lockstep.common.reduce.Combiner;
import dev.lockstep.common.reduce.Completion;
import dev.lockstep.common.reduce.Node;
import dev.lockstep.common.reduce.PartialSums;
import dev.lockstep.common.reduce.Scalars;
import dev.lockstep.common.reduce.ShardRange;
import dev.lockstep.common.reduce.ShardTree;
import dev.lockstep.common.tensor.Storage;
import dev.lockstep.common.wire.GradientPartial;
import dev.lockstep.common.wire.ScalarPartial;
import dev.lockstep.common.wire.SimFrame;
import dev.lockstep.deploy.simulation.fault.PartialFlip;
import dev.lockstep.proto.DataPart;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * What a worker computes: slowly, loss first, then block after block from the last one on. As in a real worker, newer
 * parameters may arrive in the buffer that a stale computation still reads.
 */
final class SimComputation {

    private static final int KEPT = 2;

    /** Instead of a block's number. */
    private static final int SCALARS = -1;

    /** The longest operation of a tape. */
    private static final long OPERATION_NS = TimeUnit.MILLISECONDS.toNanos(3);

    /** After so much work it counts how fast the machine is. */
    private static final long SLICE_NS = TimeUnit.MILLISECONDS.toNanos(10);

    private final Simulation simulation;
    private final PartialFlip flip;
    private final SimProcess process;
    private final SplittableRandom random;
    private final Workload work;
    private final float[][] mirror;
    private final long[] versions = {-1, -1};
    private final BitSet[] here = {new BitSet(), new BitSet()};
    private Piece running;
    /** One that has not all blocks of its version yet, which is in this place. */
    private Piece early;
    private int earlyPlace;
    private boolean over;

    /** What is being computed: one stage after the other, as fast as the machine is at the moment. */
    private final class Piece {

        private final Runnable done;
        private final Deque<Stage> stages = new ArrayDeque<>();
        private boolean answered;

        Piece(Runnable done) {
            this.done = done;
        }

        void then(long ns, Runnable what) {
            stages.add(new Stage(ns, what));
        }

        void start() {
            then(0, this::answer);
            next();
        }

        private void next() {
            Stage stage = stages.poll();
            if (stage != null) {
                work(stage, stage.ns());
            }
        }

        private void work(Stage stage, long leftNs) {
            if (answered || over) {
                return;
            }
            if (leftNs <= 0) {
                stage.what().run();
                next();
                return;
            }
            long sliceNs = Math.min(leftNs, SLICE_NS);
            process.after(sliceNs * process.slowness(), () -> work(stage, leftNs - sliceNs));
        }

        void answer() {
            if (!answered && !over) {
                answered = true;
                done.run();
            }
        }
    }

    private record Stage(long ns, Runnable what) {}

    SimComputation(Simulation simulation, SimProcess process, SplittableRandom random) {
        this.simulation = simulation;
        this.flip = simulation.faults().partialFlip();
        this.process = process;
        this.random = random;
        this.work = simulation.workload();
        this.mirror = new float[KEPT][work.layout().floats()];
    }

    /** Puts a block where it belongs; false for one that comes too late. */
    boolean receive(SimFrame.Parameters block) {
        int place = (int) (block.version() % KEPT);
        if (block.version() < versions[place]) {
            return false;
        }
        if (block.version() > versions[place]) {
            here[place].clear();
        }
        versions[place] = block.version();
        System.arraycopy(block.values().array(), 0, mirror[place], work.layout().start(block.block()),
                block.values().length());
        here[place].set(block.block());
        if (early != null && earlyPlace == place && isWhole(place)) {
            Piece waited = early;
            early = null;
            waited.start();
        }
        return true;
    }

    private boolean isWhole(int place) {
        return here[place].cardinality() == work.blocks();
    }

    void step(SimLink link, long step, ShardRange range, Runnable done) {
        Piece piece = begin(step, done);
        if (piece == null) {
            return;
        }
        float[] version = mirror[(int) (step % KEPT)];
        ShardTree tree = work.tree();
        long thirdNs = durationNs(range) / 3;
        piece.then(thirdNs, () -> scalars(link, step, DataPart.TRAIN, tree, range, version));
        for (int i = 1; i <= work.blocks(); i++) {
            int block = work.blocks() - i;
            piece.then(2 * thirdNs / work.blocks(), () -> send("block " + block + " of step " + step,
                    () -> gradients(link, step, tree, range, block, version)));
        }
        int place = (int) (step % KEPT);
        if (isWhole(place)) {
            piece.start();
        } else {
            early = piece;
            earlyPlace = place;
        }
    }

    void evaluate(SimLink link, long version, DataPart part, ShardRange range, Runnable done) {
        Piece piece = begin(version, done);
        if (piece == null) {
            return;
        }
        float[] values = mirror[(int) (version % KEPT)];
        piece.then(durationNs(range), () -> scalars(link, version, part, work.tree(part), range, values));
        piece.start();
    }

    /** What a newer version has overtaken is done at once: null. */
    private Piece begin(long version, Runnable done) {
        if (versions[(int) (version % KEPT)] != version) {
            process.after(0, done);
            return null;
        }
        running = new Piece(done);
        early = null;
        return running;
    }

    /** What is being computed ends between two operations. */
    void abandon() {
        Piece piece = running;
        if (piece != null) {
            process.after(random.nextLong(OPERATION_NS), piece::answer);
        }
    }

    /** The life that computes is over. */
    void end() {
        over = true;
    }

    private long durationNs(ShardRange range) {
        return work.shardNs() * range.size() * (75 + random.nextInt(50)) / 100;
    }

    private void scalars(SimLink link, long version, DataPart part, ShardTree tree,
            ShardRange range,
            float[] values) {
        send("loss of " + part + " " + version, () -> {
            Completion<Scalars> sums = new Completion<>(tree, range, Scalars.COMBINER);
            for (int shard = range.lo(); shard < range.hi(); shard++) {
                sums.offer(tree.leaf(shard), Gradients.scalars(work, part, version, shard, values));
            }
            sums.goals().forEach(node -> link.send(new SimFrame.Scalars(
                    new ScalarPartial(version, part, node, flipped(part, version, node, sums.take(node))))));
        });
    }

    private void gradients(SimLink link, long step, ShardTree tree, ShardRange range, int block, float[] version) {
        Completion<Storage> sums = new Completion<>(tree, range, LEAVES);
        for (int shard = range.lo(); shard < range.hi(); shard++) {
            sums.offer(tree.leaf(shard), Gradients.leaf(work, step, shard, block, version));
        }
        sums.goals().forEach(node -> link
                .send(new SimFrame.Gradient(
                        new GradientPartial(step, node, block, flipped(step, node, block, sums.take(node)),
                                () -> {}))));
    }

    /** This machine may compute wrong. */
    private Storage flipped(long step, Node node, int block, Storage sum) {
        if (flips(DataPart.TRAIN, step, node, block)) {
            int at = sum.offset() + flip.random().nextInt(sum.length());
            int bit = 1 << flip.random().nextInt(Integer.SIZE);
            sum.array()[at] = Float.intBitsToFloat(Float.floatToRawIntBits(sum.array()[at]) ^ bit);
        }
        return sum;
    }

    private Scalars flipped(DataPart part, long version, Node node, Scalars sum) {
        if (!flips(part, version, node, SCALARS)) {
            return sum;
        }
        long bit = 1L << flip.random().nextInt(Long.SIZE);
        double loss = Double.longBitsToDouble(Double.doubleToRawLongBits(sum.lossSum()) ^ bit);
        return new Scalars(loss, sum.weight(), sum.correct(), sum.firstNonFiniteLayer());
    }

    /** Each sum at most once: two that compute the same wrong bits are right to whoever compares them. */
    private boolean flips(DataPart part, long version, Node node, int block) {
        boolean flips = part == DataPart.TRAIN && simulation.mayFlip(version, node, block) && flip.happens();
        if (flips) {
            simulation.transcript().say("fault", () -> process.name() + " computes a wrong bit of step " + version);
            simulation.flipped(version, node, block);
            if (simulation.flipsOnce()) {
                flip.end();
            }
        }
        return flips;
    }

    private void send(String what, Runnable send) {
        Supplier<String> words = () -> "sends " + what;
        process.effect(words, send);
    }

    private static final Combiner<Storage> LEAVES = new Combiner<>() {

        @Override
        public Storage add(Storage left, Storage right) {
            PartialSums.addInto(left, right);
            return left;
        }

        @Override
        public void release(Storage value) {}
    };
}
