package dev.lockstep.worker.compute;

import dev.lockstep.common.autodiff.RangeRows;
import dev.lockstep.common.autodiff.StepKey;
import dev.lockstep.common.job.OptimizerSpec;
import dev.lockstep.common.job.ScheduleSpec;
import dev.lockstep.common.kernel.NodeSums;
import dev.lockstep.common.nn.Network;
import dev.lockstep.common.nn.RangePass;
import dev.lockstep.common.nn.RangeSink;
import dev.lockstep.common.nn.ShapeFault;
import dev.lockstep.common.nn.Targets;
import dev.lockstep.common.optim.BlockUpdate;
import dev.lockstep.common.optim.GlobalNorm;
import dev.lockstep.common.optim.Optimizer;
import dev.lockstep.common.optim.Schedule;
import dev.lockstep.common.optim.StepScale;
import dev.lockstep.common.reduce.Precision;
import dev.lockstep.common.reduce.Scalars;
import dev.lockstep.common.reduce.ShardCut;
import dev.lockstep.common.reduce.ShardRange;
import dev.lockstep.common.reduce.ShardTree;
import dev.lockstep.common.tensor.Storage;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/** One case of the known-answer test with its buffers, so that rounds differ in nothing but how compiled they are. */
final class KnownAnswerRound {

    private static final long SEED = 20;
    private static final long STEP = 3;
    /** The norm that is left, as a share of the whole. */
    private static final double CLIPPED = 0.7;
    private static final List<OptimizerSpec.Rule> RULES = List.of(new OptimizerSpec.Sgd(0, false, 0),
            new OptimizerSpec.Sgd(0.9, true, 0.01), new OptimizerSpec.Adam(0.9, 0.999, 1e-8, 0.01),
            new OptimizerSpec.AdamW(0.9, 0.999, 1e-8, 0.01));

    private final KnownAnswerCase test;
    private final Network network;
    private final RangePass pass;
    private final Storage parameters;
    private final float[] features;
    private final float[] predictions;
    private final int[] classes;

    KnownAnswerRound(KnownAnswerCase test) {
        this.test = test;
        try {
            this.network = Network.build(test.model(), test.input(), test.loss());
        } catch (ShapeFault broken) {
            throw new IllegalStateException("a case of the known-answer test does not fit", broken);
        }
        this.pass = new RangePass(network);
        this.parameters = Storage.allocate(network.layout().total());
        network.initialise(SEED, parameters);
        this.features = new float[test.batch() * test.input().size()];
        this.predictions = new float[test.batch() * network.outputs()];
        this.classes = new int[test.batch()];
    }

    /** Adds every number that the case yields. */
    void run(BitsDigest digest) {
        ShardTree tree = new ShardTree(test.shards(), test.gradients());
        float[] sum = null;
        for (ShardRange range : test.ranges()) {
            RangeRows rows = RangeRows.of(tree, range, test.batch());
            int first = ShardCut.start(range.lo(), test.batch(), test.shards());
            Targets targets = fill(first, rows.rows());
            float[][] nodes = new float[rows.nodes()][network.layout().total()];
            pass.train(parameters, features, targets, rows, new StepKey(SEED, STEP, first), nodes, sink(digest));
            for (float[] node : nodes) {
                digest.add(node, node.length);
            }
            sum = sum == null ? nodes[0] : sum;
        }
        Targets targets = fill(0, test.batch());
        add(digest, pass.evaluate(parameters, features, targets, test.batch()));
        pass.predict(parameters, features, test.batch(), predictions, classes);
        digest.add(predictions, predictions.length);
        steps(sum, digest);
    }

    /** Adds what optimizers make of a gradient that nobody has to compute. */
    void runSteps(BitsDigest digest) {
        float[] gradient = new float[network.layout().total()];
        for (int i = 0; i < gradient.length; i++) {
            gradient[i] = wave(i * 29, 512);
        }
        steps(gradient, digest);
        addRounded(gradient, digest);
    }

    /** Adds what the sum of two partials in bfloat16 is. */
    private static void addRounded(float[] gradient, BitsDigest digest) {
        float[] left = new float[gradient.length];
        float[] right = new float[gradient.length];
        for (int i = 0; i < left.length; i++) {
            left[i] = Precision.BF16.round(gradient[i]);
            right[i] = Precision.BF16.round(gradient[i] * gradient[left.length - 1 - i]);
        }
        NodeSums.addInto(Precision.BF16, new Storage(left, 0, left.length), new Storage(right, 0, right.length));
        digest.add(left, left.length);
    }

    private void steps(float[] sum, BitsDigest digest) {
        for (OptimizerSpec.Rule rule : RULES) {
            optimize(rule, StepScale.of(test.batch()), sum, digest);
        }
        double norm = GlobalNorm.ofGradient(List.of(new Storage(sum, 0, sum.length)), test.batch());
        digest.add(norm);
        StepScale clipped = new StepScale(test.batch(), GlobalNorm.clipFactor(norm, norm * CLIPPED));
        optimize(RULES.getFirst(), clipped, sum, digest);
    }

    /** Whether the last predictions are numbers: what is not has payloads that differ between CPUs. */
    boolean isFinite() {
        for (float prediction : predictions) {
            if (!Float.isFinite(prediction)) {
                return false;
            }
        }
        return true;
    }

    /** Two steps with the same gradient. */
    private void optimize(OptimizerSpec.Rule rule, StepScale scale, float[] sum, BitsDigest digest) {
        OptimizerSpec spec = new OptimizerSpec(rule, 0.01, new ScheduleSpec.Cosine(1, 5, 0.1), OptionalDouble.empty());
        Optimizer optimizer = Optimizer.create(spec);
        Schedule schedule = new Schedule(spec);
        Storage gradient = new Storage(sum, 0, sum.length);
        Storage now = parameters;
        List<Storage> state = vectors(optimizer.stateSlots());
        for (int step = 0; step < 2; step++) {
            Storage next = Storage.allocate(sum.length);
            List<Storage> nextState = vectors(optimizer.stateSlots());
            optimizer.step(step, schedule.rate(step), scale,
                    new BlockUpdate(now, gradient, state, next, nextState));
            digest.add(next.array(), next.length());
            now = next;
            state = nextState;
        }
    }

    private List<Storage> vectors(int count) {
        return new ArrayList<>(
                Stream.generate(() -> Storage.allocate(network.layout().total())).limit(count).toList());
    }

    /** Example {@code e} has triangle waves as features and targets, exact in float on every machine. */
    private Targets fill(int firstExample, int rows) {
        int width = test.input().size();
        for (int row = 0; row < rows; row++) {
            for (int f = 0; f < width; f++) {
                features[row * width + f] = wave((firstExample + row) * 37 + f * 11, 64);
            }
        }
        int outputs = network.outputs();
        if (test.loss().isClassification()) {
            int[] labels = new int[rows];
            for (int row = 0; row < rows; row++) {
                labels[row] = (firstExample + row) * 5 % outputs;
            }
            return new Targets.Classes(labels);
        }
        float[] values = new float[rows * outputs];
        for (int i = 0; i < values.length; i++) {
            values[i] = i % 2;
        }
        return new Targets.Values(values);
    }

    /** Between -1 and 1 in steps of {@code 2 / period}. */
    private static float wave(int at, int period) {
        return Math.floorMod(at, period + 1) * 2f / period - 1;
    }

    private static RangeSink sink(BitsDigest digest) {
        return new RangeSink() {
            @Override
            public void scalars(int node, Scalars scalars) {
                add(digest, scalars);
            }

            @Override
            public void gradient(int first, int length, float[][] nodes) {
                // Hashed when all are there.
            }
        };
    }

    private static void add(BitsDigest digest, Scalars scalars) {
        digest.add(scalars.lossSum());
        digest.add(scalars.weight());
        digest.add(scalars.correct());
    }
}
