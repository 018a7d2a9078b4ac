package dev.lockstep.common.kernel;

/** Products of two matrices, each plain or transposed as it is stored. */
public final class MatrixProduct {

    private MatrixProduct() {}

    /**
     * {@code c[m, n] = act(op(a)[m, k] op(b)[k, n] + bias[n])}. Each element is a chain of {@code fma} over k in order from
     * +0, whatever the tiling; then {@code bias[n]} is added, if there is one; then the activation is applied.
     *
     * @param transposeA whether {@code a} is stored as [k, m]
     * @param transposeB whether {@code b} is stored as [n, k]
     * @param lda        floats from one stored row of {@code a} to the next; so {@code ldb}, {@code ldc}
     * @param bias       n floats from {@code biasOffset} on, or null for none
     */
    public static void multiply(boolean transposeA, boolean transposeB, int m, int n, int k, float[] a, int aOffset,
            int lda, float[] b, int bOffset, int ldb, float[] c, int cOffset, int ldc, float[] bias, int biasOffset,
            Activation activation, Workspace workspace) {
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                float sum = 0f;
                for (int p = 0; p < k; p++) {
                    float x = transposeA ? a[aOffset + p * lda + i] : a[aOffset + i * lda + p];
                    float y = transposeB ? b[bOffset + j * ldb + p] : b[bOffset + p * ldb + j];
                    sum = Math.fma(x, y, sum);
                }
                if (bias != null) {
                    sum += bias[biasOffset + j];
                }
                c[cOffset + i * ldc + j] = Elementwise.activate(activation, sum);
            }
        }
    }
}
