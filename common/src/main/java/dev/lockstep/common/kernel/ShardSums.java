package dev.lockstep.common.kernel;

import dev.lockstep.common.reduce.SumPlan;
import java.util.List;

/**
 * Sums over examples in the order of the shard tree. A leaf is a shard's complete sum: one chain over all uses (in list
 * order) and, within a use, over the shard's rows (in order), from +0, stored as {@code x + 0.0f}. Leaves are added as the
 * {@link SumPlan} says: left plus right, never anything else.
 */
public final class ShardSums {

    private ShardSums() {}

    /**
     * One use of a weight in a dense product; contributes {@code left^T right}.
     *
     * @param left  [rows, m] from {@code leftOffset} on, {@code ldl} floats a row
     * @param right [rows, n] from {@code rightOffset} on, {@code ldr} floats a row
     */
    public record Use(float[] left, int leftOffset, int ldl, float[] right, int rightOffset, int ldr) {}

    /**
     * Sums of outer products over rows, for every node of the plan: {@code out[i][outOffset + ...]} gets the [m, n] sums at
     * {@code plan.nodes().get(i)}. Each element of a leaf is a chain of {@code fma} from +0.
     *
     * @param rowEnds one past the last row of each shard; equal neighbours are empty shards
     */
    public static void products(SumPlan plan, int[] rowEnds, int m, int n, List<Use> uses, float[][] out, int outOffset,
            Workspace workspace) {
        float[][] stack = new float[plan.depth()][m * n];
        int top = 0;
        int from = 0;
        for (int s = 0; s < rowEnds.length; s++) {
            float[] leaf = stack[top++];
            java.util.Arrays.fill(leaf, 0f);
            for (Use use : uses) {
                for (int row = from; row < rowEnds[s]; row++) {
                    int l = use.leftOffset + row * use.ldl;
                    int r = use.rightOffset + row * use.ldr;
                    for (int i = 0; i < m; i++) {
                        for (int j = 0; j < n; j++) {
                            leaf[i * n + j] = Math.fma(use.left[l + i], use.right[r + j], leaf[i * n + j]);
                        }
                    }
                }
            }
            from = rowEnds[s];
            top = fold(plan, s, stack, top, m * n);
        }
        for (int i = 0; i < top; i++) {
            System.arraycopy(stack[i], 0, out[i], outOffset, m * n);
        }
    }

    /**
     * Sums over rows (and, within a row, over the {@code inner} positions of a channel, in order), for every node of the
     * plan: a bias gradient. Plain additions from +0.
     *
     * @param inner   positions a channel: 1 for a dense layer, height times width for an image
     * @param xs      one array a use, each [rows, channels, inner] from its offset on
     * @param offsets one a use
     */
    public static void columns(SumPlan plan, int[] rowEnds, int channels, int inner, List<float[]> xs, int[] offsets,
            float[][] out, int outOffset, Workspace workspace) {
        float[][] stack = new float[plan.depth()][channels];
        int top = 0;
        int from = 0;
        for (int s = 0; s < rowEnds.length; s++) {
            float[] leaf = stack[top++];
            java.util.Arrays.fill(leaf, 0f);
            for (int u = 0; u < offsets.length; u++) {
                float[] x = xs.get(u);
                for (int row = from; row < rowEnds[s]; row++) {
                    for (int c = 0; c < channels; c++) {
                        for (int p = 0; p < inner; p++) {
                            leaf[c] += x[offsets[u] + (row * channels + c) * inner + p];
                        }
                    }
                }
            }
            from = rowEnds[s];
            top = fold(plan, s, stack, top, channels);
        }
        for (int i = 0; i < top; i++) {
            System.arraycopy(stack[i], 0, out[i], outOffset, channels);
        }
    }

    private static int fold(SumPlan plan, int shard, float[][] stack, int height, int n) {
        int top = height;
        float[] leaf = stack[top - 1];
        for (int i = 0; i < n; i++) {
            leaf[i] += 0.0f;
        }
        for (int merge = plan.mergesAfter()[shard]; merge > 0; merge--) {
            top--;
            for (int i = 0; i < n; i++) {
                stack[top - 1][i] += stack[top][i];
            }
        }
        return top;
    }
}
