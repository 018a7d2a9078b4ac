package dev.lockstep.common.kernel;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.common.kernel.Convolution.Geometry;
import dev.lockstep.common.reduce.Precision;
import dev.lockstep.common.reduce.ShardCut;
import dev.lockstep.common.reduce.ShardRange;
import dev.lockstep.common.reduce.ShardTree;
import dev.lockstep.common.reduce.SumPlan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConvolutionTest {

    /** channels, height, width, filters, kernel, stride, padding (rows, then columns). */
    private static final List<Geometry> GEOMETRIES = List.of(new Geometry(1, 1, 1, 1, 1, 1, 1, 1, 0, 0),
            new Geometry(1, 28, 28, 32, 3, 3, 1, 1, 1, 1), new Geometry(3, 7, 9, 13, 3, 3, 1, 1, 1, 1),
            new Geometry(2, 9, 7, 5, 3, 2, 1, 1, 2, 1), new Geometry(2, 11, 8, 7, 5, 3, 2, 3, 2, 0),
            new Geometry(4, 8, 8, 70, 1, 1, 1, 1, 0, 0), new Geometry(1, 10, 10, 3, 4, 4, 2, 2, 1, 3),
            new Geometry(5, 6, 20, 12, 2, 7, 1, 2, 0, 3), new Geometry(3, 17, 19, 6, 3, 3, 2, 1, 1, 1),
            new Geometry(2, 7, 21, 8, 3, 3, 1, 1, 1, 1));

    @Test
    void everyOutputIsOneChainOverChannelsAndTheKernelWithBiasAfterIt() {
        for (Geometry g : GEOMETRIES) {
            for (Activation activation : Activation.values()) {
                forward(g, activation);
            }
        }
    }

    private static void forward(Geometry g, Activation activation) {
        float[] x = Reference.floats(1, 3 + 2 * g.inSize());
        float[] w = Reference.floats(2, 2 + g.filters() * g.taps());
        float[] bias = activation == Activation.NONE ? null : Reference.floats(3, 1 + g.filters());
        float[] actual = new float[4 + 2 * g.outSize()];
        float[] expected = actual.clone();
        Convolution.forward(g, 2, x, 3, w, 2, bias, 1, activation, actual, 4, dirty(g));
        ConvolutionReference.forward(g, 2, x, 3, w, 2, bias, 1, activation, expected, 4);
        Reference.assertSameBits(actual, expected, g.toString());
    }

    @Test
    void everyInputGradientIsOneChainOverFiltersAndTheKernel() {
        for (Geometry g : GEOMETRIES) {
            float[] dy = Reference.floats(1, 3 + 2 * g.outSize());
            float[] w = Reference.floats(2, 2 + g.filters() * g.taps());
            float[] actual = Reference.floats(9, 4 + 2 * g.inSize());
            float[] expected = actual.clone();
            Convolution.inputGradient(g, 2, dy, 3, w, 2, actual, 4, dirty(g));
            ConvolutionReference.inputGradient(g, 2, dy, 3, w, 2, expected, 4);
            Reference.assertSameBits(actual, expected, g.toString());
        }
    }

    @Test
    void weightGradientsAreChainsOverExamplesAndPositionsAddedAlongTheTree() {
        for (Geometry g : GEOMETRIES) {
            for (Precision precision : Precision.values()) {
                weightGradient(g, new ShardTree(5, precision), new ShardRange(1, 5), 7, 1);
                weightGradient(g, new ShardTree(4, precision), new ShardRange(0, 4), 3, 2);
            }
        }
    }

    private static void weightGradient(Geometry g, ShardTree tree, ShardRange range, int examples, int useCount) {
        SumPlan plan = tree.plan(range);
        int[] rowEnds = ShardCut.rowEnds(range, examples, tree.shards());
        int rows = rowEnds[rowEnds.length - 1];
        List<Convolution.Use> uses = new ArrayList<>();
        for (int u = 0; u < useCount; u++) {
            uses.add(new Convolution.Use(Reference.floats(u, 1 + rows * g.inSize()), 1,
                    Reference.floats(u + 5, 2 + rows * g.outSize()), 2));
        }
        int size = g.filters() * g.taps();
        float[][] out = new float[plan.nodes().size()][3 + size];
        Convolution.weightGradient(g, plan, rowEnds, uses, out, 3, dirty(g));
        float[][] expected = Reference.tree(plan, ConvolutionReference.leaves(g, rowEnds, uses));
        for (int i = 0; i < out.length; i++) {
            Reference.assertSameBits(Arrays.copyOfRange(out[i], 3, 3 + size), expected[i], g + " " + range);
        }
    }

    @Test
    void extentsThatMakeNoConvolutionAreRefusedWithTheNumbers() {
        assertThatThrownBy(() -> new Geometry(1, 4, 4, 2, 5, 5, 1, 1, 0, 0)).hasMessageContaining("2 filters of 5 x 5");
        assertThatThrownBy(() -> new Geometry(1, 4, 4, 2, 3, 3, 0, 1, 0, 0)).hasMessageContaining("stride 0 x 1");
    }

    /** Scratch memory in which other work has left its numbers. */
    private static Workspace dirty(Geometry g) {
        Workspace workspace = new Workspace();
        Arrays.fill(workspace.image(3 * g.inSize() + 3 * g.outSize() + 1000), Float.NaN);
        Arrays.fill(workspace.columns(1000), Float.NaN);
        Arrays.fill(workspace.tiles(1000), Float.NaN);
        return workspace;
    }
}
