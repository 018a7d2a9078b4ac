package dev.lockstep.common.kernel;

import dev.lockstep.common.reduce.Precision;
import dev.lockstep.common.reduce.ShardCut;
import dev.lockstep.common.reduce.ShardRange;
import dev.lockstep.common.reduce.ShardTree;
import dev.lockstep.common.reduce.SumPlan;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ShardSumsTest {

    private static final int[][] SHAPES = {{1, 1}, {6, 64}, {7, 65}, {13, 10}, {10, 33}, {31, 130}, {9, 32}, {32, 5},
            {40, 7},
            {70, 10}, {33, 16}};
    private static final int[] EXAMPLES = {0, 1, 3, 17, 40};

    @ParameterizedTest
    @EnumSource
    void productsAreLeavesAddedAlongTheTreeForEveryRangeOfOneToNineShards(Precision precision) {
        for (int shards = 1; shards <= 9; shards++) {
            for (int lo = 0; lo < shards; lo++) {
                for (int hi = lo + 1; hi <= shards; hi++) {
                    int[] shape = SHAPES[(lo + hi) % SHAPES.length];
                    int examples = EXAMPLES[(shards + lo) % EXAMPLES.length];
                    products(new ShardTree(shards, precision), new ShardRange(lo, hi), examples, shape[0], shape[1],
                            1 + (lo + hi) % 3);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void productsOfEveryShapeAndBatchSizeOverAnUnalignedRange(Precision precision) {
        for (int[] shape : SHAPES) {
            for (int examples : EXAMPLES) {
                products(new ShardTree(7, precision), new ShardRange(1, 7), examples, shape[0], shape[1], 2);
                products(new ShardTree(16, precision), new ShardRange(0, 16), examples, shape[0], shape[1], 1);
            }
        }
    }

    @Test
    void aShardCutIntoMicroBatchesHasTheBitsOfTheWholeOne() {
        SumPlan plan = new ShardTree(1).plan(new ShardRange(0, 1));
        float[] left = Reference.floats(1, 20 * 14);
        float[] right = Reference.floats(2, 20 * 70);
        float[][] whole = new float[1][14 * 70];
        float[][] cut = new float[1][14 * 70];
        ShardSums.products(plan, new int[]{20}, 14, 70, List.of(new ShardSums.Use(left, 0, 14, right, 0, 70)), whole, 0,
                new Workspace());
        ShardSums.products(plan, new int[]{10}, 14, 70, List.of(new ShardSums.Use(left, 0, 14, right, 0, 70),
                new ShardSums.Use(left, 10 * 14, 14, right, 10 * 70, 70)), cut, 0, new Workspace());
        Reference.assertSameBits(cut[0], whole[0], "two uses of ten rows");
    }

    @Test
    void anEmptyRangeHasNoSums() {
        SumPlan plan = new ShardTree(4).plan(new ShardRange(2, 2));
        List<ShardSums.Use> uses = List.of(new ShardSums.Use(new float[0], 0, 3, new float[0], 0, 5));
        ShardSums.products(plan, new int[0], 3, 5, uses, new float[0][], 0, new Workspace());
        ShardSums.columns(plan, new int[0], 3, 1, List.of(new float[0]), new int[1], new float[0][], 0,
                new Workspace());
    }

    @ParameterizedTest
    @EnumSource
    void columnsAreLeavesAddedAlongTheTree(Precision precision) {
        for (int shards = 1; shards <= 9; shards++) {
            for (int lo = 0; lo < shards; lo++) {
                ShardRange range = new ShardRange(lo, shards);
                columns(new ShardTree(shards, precision), range, EXAMPLES[(lo + shards) % EXAMPLES.length], 1 + 7 * lo,
                        1 + lo % 2 * 5,
                        1 + lo % 3);
            }
        }
    }

    private static void products(ShardTree tree, ShardRange range, int examples, int m, int n, int useCount) {
        SumPlan plan = tree.plan(range);
        int[] rowEnds = ShardCut.rowEnds(range, examples, tree.shards());
        int rows = rowEnds[rowEnds.length - 1];
        List<ShardSums.Use> uses = new java.util.ArrayList<>();
        for (int u = 0; u < useCount; u++) {
            uses.add(new ShardSums.Use(Reference.floats(u, 3 + rows * (m + 2)), 3, m + 2,
                    Reference.floats(u + 10, 5 + rows * (n + 1)), 5, n + 1));
        }
        float[][] out = new float[plan.nodes().size()][2 + m * n];
        ShardSums.products(plan, rowEnds, m, n, uses, out, 2, new Workspace());
        float[][] expected = Reference.tree(plan, Reference.leaves(rowEnds, m, n, uses));
        for (int i = 0; i < out.length; i++) {
            Reference.assertSameBits(Arrays.copyOfRange(out[i], 2, 2 + m * n), expected[i],
                    "node " + plan.nodes().get(i) + " of " + range + " of " + tree.shards() + ", " + m + " x " + n);
        }
    }

    private static void columns(ShardTree tree, ShardRange range, int examples, int channels, int inner, int useCount) {
        SumPlan plan = tree.plan(range);
        int[] rowEnds = ShardCut.rowEnds(range, examples, tree.shards());
        int rows = rowEnds[rowEnds.length - 1];
        List<float[]> xs = new java.util.ArrayList<>();
        int[] offsets = new int[useCount];
        for (int u = 0; u < useCount; u++) {
            offsets[u] = u;
            xs.add(Reference.floats(u, u + rows * channels * inner));
        }
        float[][] out = new float[plan.nodes().size()][2 + channels];
        ShardSums.columns(plan, rowEnds, channels, inner, xs, offsets, out, 2, new Workspace());
        float[][] expected = Reference.tree(plan, Reference.columnLeaves(rowEnds, channels, inner, xs, offsets));
        for (int i = 0; i < out.length; i++) {
            Reference.assertSameBits(Arrays.copyOfRange(out[i], 2, 2 + channels), expected[i],
                    "node " + plan.nodes().get(i) + " of " + range + " of " + tree.shards());
        }
    }
}
