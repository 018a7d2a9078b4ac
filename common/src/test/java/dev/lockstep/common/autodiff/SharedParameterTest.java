package dev.lockstep.common.autodiff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.common.kernel.Activation;
import dev.lockstep.common.kernel.Convolution;
import dev.lockstep.common.kernel.MatrixProduct;
import dev.lockstep.common.kernel.ShardSums;
import dev.lockstep.common.kernel.Workspace;
import dev.lockstep.common.reduce.Precision;
import dev.lockstep.common.reduce.ShardRange;
import dev.lockstep.common.reduce.ShardTree;
import dev.lockstep.common.tensor.Shape;
import dev.lockstep.common.tensor.Storage;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A leaf of the tree is a shard's complete sum: all uses of a parameter in one chain, last recorded first. */
class SharedParameterTest {

    private static final int WIDTH = 6;
    private static final int ROWS = 23;
    private static final ShardTree TREE = new ShardTree(5);
    private static final RangeRows RANGE = RangeRows.of(TREE, TREE.whole(), ROWS);
    private static final Parameter W = new Parameter(0, Shape.of(WIDTH, WIDTH), 0);

    private final Workspace workspace = new Workspace();
    private final float[] w = GradientCheck.random(WIDTH * WIDTH, 1);
    private final float[] x = GradientCheck.random(ROWS * WIDTH, 2);
    private final float[] t = GradientCheck.random(ROWS * WIDTH, 3);

    @Test
    void twoUsesAreOneChainPerShard() {
        float[] h = product(x, w, false);
        float[] dy = difference(product(h, w, false), t);
        float[] dh = product(dy, w, true);
        float[] chained = chain(h, dy, x, dh);
        assertThat(gradientOfTwoUses(false)).isEqualTo(chained);
        assertThat(addedPerPartial(h, dy, x, dh)).as("another order, other bits").isNotEqualTo(chained);
    }

    @Test
    void tiedUsesAreOneChainPerShard() {
        float[] h = product(x, w, false);
        float[] dy = difference(product(h, w, true), t);
        float[] dh = product(dy, w, false);
        float[] chained = chain(dy, h, x, dh);
        assertThat(gradientOfTwoUses(true)).isEqualTo(chained);
        assertThat(addedPerPartial(dy, h, x, dh)).as("another order, other bits").isNotEqualTo(chained);
    }

    private float[] gradientOfTwoUses(boolean tied) {
        Tape tape = new Tape(workspace);
        tape.start(new Storage(w, 0, w.length), RANGE, new StepKey(1, 0, 0));
        Variable h = Dense.product(tape.constant(Shape.of(WIDTH), x, 0), W, false);
        Variable y = Dense.product(h, W, tied);
        float[][] nodes = new float[1][w.length];
        tape.backward(Reduce.sum(SquaredError.of(SquaredError.Kind.HALF_SUM, y, t)), nodes, p -> {});
        return nodes[0];
    }

    /** Written from the definition: per shard over the uses, then over the rows; then the tree over 5 shards. */
    private static float[] chain(float[] firstLeft, float[] firstRight, float[] secondLeft, float[] secondRight) {
        float[][] leaves = new float[5][WIDTH * WIDTH];
        int row = 0;
        for (int shard = 0; shard < 5; shard++) {
            int end = RANGE.rowEnds()[shard];
            outer(firstLeft, firstRight, row, end, leaves[shard]);
            outer(secondLeft, secondRight, row, end, leaves[shard]);
            row = end;
        }
        return add(add(add(leaves[0], leaves[1]), add(leaves[2], leaves[3])), leaves[4]);
    }

    private static float[] addedPerPartial(float[] firstLeft, float[] firstRight, float[] left, float[] right) {
        float[] none = new float[ROWS * WIDTH];
        return add(chain(firstLeft, firstRight, none, none), chain(left, right, none, none));
    }

    private static void outer(float[] left, float[] right, int from, int to, float[] leaf) {
        for (int row = from; row < to; row++) {
            for (int i = 0; i < WIDTH; i++) {
                for (int j = 0; j < WIDTH; j++) {
                    leaf[i * WIDTH + j] = Math.fma(left[row * WIDTH + i], right[row * WIDTH + j], leaf[i * WIDTH + j]);
                }
            }
        }
    }

    private float[] product(float[] a, float[] b, boolean transposed) {
        float[] c = new float[ROWS * WIDTH];
        MatrixProduct.multiply(false, transposed, ROWS, WIDTH, WIDTH, a, 0, WIDTH, b, 0, WIDTH, c, 0, WIDTH, null, 0,
                Activation.NONE, workspace);
        return c;
    }

    private static float[] add(float[] a, float[] b) {
        float[] c = new float[a.length];
        for (int i = 0; i < c.length; i++) {
            c[i] = a[i] + b[i];
        }
        return c;
    }

    private static float[] difference(float[] a, float[] b) {
        float[] c = new float[a.length];
        for (int i = 0; i < c.length; i++) {
            c[i] = a[i] - b[i];
        }
        return c;
    }

    /** The plain definition serves parameters with uses of several kinds; for one kind it must give the kernels' bits. */
    @ParameterizedTest
    @EnumSource
    void theDefinitionGivesTheBitsOfTheKernels(Precision precision) {
        ShardRange unaligned = new ShardRange(1, 5);
        RangeRows range = RangeRows.of(new ShardTree(TREE.shards(), precision), unaligned, ROWS);
        Convolution.Geometry g = new Convolution.Geometry(2, 4, 3, 3, 2, 3, 2, 1, 1, 1);
        float[] images = GradientCheck.random(ROWS * g.inSize(), 4);
        float[] dy = GradientCheck.random(ROWS * g.outSize(), 5);
        Convolution.Use filter = new Convolution.Use(images, 0, dy, 0);
        float[][] fast = new float[range.nodes()][3 * g.taps()];
        Convolution.weightGradient(g, range.plan(), range.rowEnds(), List.of(filter, filter), fast, 0, workspace);
        assertThat(defined(range, 3 * g.taps(), new Use.Filter(g, filter))).isEqualTo(fast);

        ShardSums.Use factors = new ShardSums.Use(x, 0, WIDTH, t, 0, WIDTH);
        fast = new float[range.nodes()][WIDTH * WIDTH];
        ShardSums.products(range.plan(), range.rowEnds(), WIDTH, WIDTH, List.of(factors, factors), fast, 0, workspace);
        assertThat(defined(range, WIDTH * WIDTH, new Use.Product(WIDTH, WIDTH, factors))).isEqualTo(fast);

        fast = new float[range.nodes()][3];
        ShardSums.columns(range.plan(), range.rowEnds(), 3, g.positions(), List.of(dy, dy), new int[2], fast, 0,
                workspace);
        assertThat(defined(range, 3, new Use.Columns(3, g.positions(), dy))).isEqualTo(fast);
    }

    private static float[][] defined(RangeRows range, int size, Use use) {
        float[][] nodes = new float[range.nodes()][size];
        MixedUses.sum(range, size, List.of(use, use), nodes, 0);
        return nodes;
    }

    @Test
    void aUseThatDoesNotReachTheLossAddsNothing() {
        Tape tape = new Tape(workspace);
        tape.start(new Storage(w, 0, w.length), RANGE, new StepKey(1, 0, 0));
        Variable y = Dense.product(tape.constant(Shape.of(WIDTH), x, 0), W, false);
        Dense.product(y, W, false);
        float[][] nodes = new float[1][w.length];
        tape.backward(Reduce.sum(SquaredError.of(SquaredError.Kind.HALF_SUM, y, t)), nodes, p -> {});
        float[] none = new float[ROWS * WIDTH];
        assertThat(nodes[0]).isEqualTo(chain(x, difference(product(x, w, false), t), none, none));
    }
}
