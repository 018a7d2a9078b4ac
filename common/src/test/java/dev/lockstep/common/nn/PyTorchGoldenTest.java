package dev.lockstep.common.nn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.common.autodiff.RangeRows;
import dev.lockstep.common.autodiff.StepKey;
import dev.lockstep.common.job.LossKind;
import dev.lockstep.common.reduce.Scalars;
import dev.lockstep.common.reduce.ShardTree;
import dev.lockstep.common.tensor.Shape;
import dev.lockstep.common.tensor.Storage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * 20 steps of plain SGD give PyTorch's losses and parameters within 1e-4, relative. The script {@code
 * src/test/python/pytorch_golden.py} made the files and states the formulas of data and first weights.
 */
class PyTorchGoldenTest {

    private static final int STEPS = 20;
    private static final int BATCH = 24;
    private static final float RATE = 0.1f;
    private static final double TOLERANCE = 1e-4;

    @Test
    void aPerceptronWithTwoHiddenLayers() throws IOException {
        compare("pytorch-mlp.txt", Models.network(LossKind.CROSS_ENTROPY, Shape.of(12), Models.dense(16), Models.RELU,
                Models.dense(8), Models.TANH, Models.dense(4)));
    }

    @Test
    void aConvolutionalNetwork() throws IOException {
        compare("pytorch-cnn.txt", Models.network(LossKind.CROSS_ENTROPY, Shape.of(1, 8, 8), Models.conv(4, 3, 1),
                Models.RELU, Models.maxPool(2), Models.conv(6, 3, 1), Models.RELU, Models.maxPool(2), Models.FLATTEN,
                Models.dense(10), Models.TANH, Models.dense(3)));
    }

    private static void compare(String file, Network network) throws IOException {
        List<Double> losses = golden(file, "loss");
        List<Double> golden = golden(file, "parameter");
        Storage parameters = firstWeights(network);
        assertThat(losses).hasSize(STEPS);
        assertThat(golden).hasSize(parameters.length());
        RangePass pass = new RangePass(network);
        ShardTree tree = new ShardTree(5);
        RangeRows range = RangeRows.of(tree, tree.whole(), BATCH);
        float[][] nodes = new float[1][parameters.length()];
        for (int step = 0; step < STEPS; step++) {
            List<Scalars> told = new ArrayList<>();
            pass.train(parameters, features(step * BATCH, network.input().size()),
                    new Targets.Classes(labels(step * BATCH, network.outputs())), range, new StepKey(1, step, 0), nodes,
                    Models.into(told));
            assertClose("loss of step " + step, told.getFirst().lossSum() / BATCH, losses.get(step));
            for (int i = 0; i < parameters.length(); i++) {
                parameters.array()[i] -= RATE * (nodes[0][i] / BATCH);
            }
        }
        for (ParameterLayout.Entry entry : network.layout().entries()) {
            for (int i = entry.offset(); i < entry.offset() + entry.size(); i++) {
                assertClose(entry.name() + " " + (i - entry.offset()), parameters.array()[i], golden.get(i));
            }
        }
    }

    private static void assertClose(String what, double ours, double theirs) {
        assertThat(Math.abs(ours - theirs)).as("%s: %s, PyTorch %s", what, ours, theirs)
                .isLessThanOrEqualTo(TOLERANCE * Math.abs(theirs));
    }

    private static Storage firstWeights(Network network) {
        Storage parameters = Storage.allocate(network.layout().total());
        for (ParameterLayout.Entry e : network.layout().entries()) {
            if (e.name().endsWith(".weight")) {
                int fanIn = e.shape().rank() == 2
                        ? e.shape().dimension(0)
                        : e.size() / e.shape().dimension(0);
                for (int k = e.offset(); k < e.offset() + e.size(); k++) {
                    parameters.array()[k] = (float) ((7919 * k % 2003 - 1001) / 1001.0 / Math.sqrt(fanIn));
                }
            }
        }
        return parameters;
    }

    private static float[] features(int first, int width) {
        float[] x = new float[BATCH * width];
        for (int i = 0; i < x.length; i++) {
            int r = first + i / width;
            int j = i % width;
            x[i] = (float) (((31 * r + 17 * j + 7 * r * j) % 101 - 50) / 50.0);
        }
        return x;
    }

    private static int[] labels(int first, int classes) {
        int[] labels = new int[BATCH];
        for (int i = 0; i < BATCH; i++) {
            int r = first + i;
            labels[i] = 31 * r % 101 * classes / 101;
        }
        return labels;
    }

    private static List<Double> golden(String file, String kind) throws IOException {
        try (InputStream in = PyTorchGoldenTest.class.getResourceAsStream(file)) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII).lines()
                    .filter(line -> line.startsWith(kind + " "))
                    .map(line -> Double.valueOf(line.substring(kind.length() + 1))).toList();
        }
    }
}
