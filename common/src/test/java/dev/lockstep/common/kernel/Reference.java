package dev.lockstep.common.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.common.reduce.SumPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** The definitions of the kernels as the shortest loops that say them, and arrays to try them on. */
final class Reference {

    private Reference() {}

    /** Floats of mixed sign and magnitude, some of them zeros of either sign. */
    static float[] floats(long seed, int n) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] x = new float[n];
        for (int i = 0; i < n; i++) {
            float v = (float) random.nextDouble(-1, 1) * (1 << random.nextInt(8));
            x[i] = random.nextInt(16) == 0 ? Math.copySign(0f, v) : v;
        }
        return x;
    }

    static void assertSameBits(float[] actual, float[] expected, String what) {
        assertThat(actual).as(what).hasSameSizeAs(expected);
        for (int i = 0; i < actual.length; i++) {
            if (Float.floatToIntBits(actual[i]) != Float.floatToIntBits(expected[i])) {
                throw new AssertionError(what + ": element " + i + " is " + actual[i] + ", not " + expected[i]);
            }
        }
    }

    /** A chain of {@code fma} over k, then bias, then activation. */
    static void product(boolean ta, boolean tb, int m, int n, int k, float[] a, int ao, int lda, float[] b, int bo,
            int ldb, float[] c, int co, int ldc, float[] bias, int biasOffset, Activation activation) {
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                float sum = 0f;
                for (int p = 0; p < k; p++) {
                    float x = ta ? a[ao + p * lda + i] : a[ao + i * lda + p];
                    float y = tb ? b[bo + j * ldb + p] : b[bo + p * ldb + j];
                    sum = Math.fma(x, y, sum);
                }
                if (bias != null) {
                    sum += bias[biasOffset + j];
                }
                c[co + i * ldc + j] = Elementwise.activate(activation, sum);
            }
        }
    }

    /** A leaf a shard: a chain over uses and rows. */
    static List<float[]> leaves(int[] rowEnds, int m, int n, List<ShardSums.Use> uses) {
        List<float[]> leaves = new ArrayList<>();
        int from = 0;
        for (int end : rowEnds) {
            float[] leaf = new float[m * n];
            for (ShardSums.Use use : uses) {
                for (int row = from; row < end; row++) {
                    for (int i = 0; i < m * n; i++) {
                        leaf[i] = Math.fma(use.left()[use.leftOffset() + row * use.ldl() + i / n],
                                use.right()[use.rightOffset() + row * use.ldr() + i % n], leaf[i]);
                    }
                }
            }
            leaves.add(leaf);
            from = end;
        }
        return leaves;
    }

    /** A leaf a shard: plain additions over uses, rows and positions. */
    static List<float[]> columnLeaves(int[] rowEnds, int channels, int inner, List<float[]> xs, int[] offsets) {
        List<float[]> leaves = new ArrayList<>();
        int from = 0;
        for (int end : rowEnds) {
            float[] leaf = new float[channels];
            for (int use = 0; use < offsets.length; use++) {
                for (int row = from; row < end; row++) {
                    for (int i = 0; i < channels * inner; i++) {
                        leaf[i / inner] += xs.get(use)[offsets[use] + row * channels * inner + i];
                    }
                }
            }
            leaves.add(leaf);
            from = end;
        }
        return leaves;
    }

    /** The leaves, each plus 0.0f, added as the plan says. */
    static float[][] tree(SumPlan plan, List<float[]> leaves) {
        List<float[]> stack = new ArrayList<>();
        for (int s = 0; s < leaves.size(); s++) {
            float[] leaf = leaves.get(s).clone();
            for (int i = 0; i < leaf.length; i++) {
                leaf[i] = plan.precision().round(leaf[i]);
            }
            stack.addLast(leaf);
            for (int merge = 0; merge < plan.mergesAfter()[s]; merge++) {
                float[] right = stack.removeLast();
                float[] left = stack.removeLast();
                float[] sum = new float[left.length];
                for (int i = 0; i < sum.length; i++) {
                    sum[i] = plan.precision().round(left[i] + right[i]);
                }
                stack.addLast(sum);
            }
        }
        return stack.toArray(float[][]::new);
    }
}
