package dev.lockstep.common.kernel;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MatrixProductTest {

    private static final int[][] SHAPES = {{1, 1, 1}, {1, 1, 0}, {2, 3, 4}, {6, 64, 5}, {7, 65, 3}, {5, 10, 33},
            {13, 10, 256}, {12, 16, 31}, {13, 17, 29}, {6, 32, 7}, {8, 33, 64}, {31, 47, 53}, {64, 64, 64},
            {67, 131, 71}, {12, 129, 1}, {1, 100, 50}, {100, 1, 50}, {3, 257, 9}, {61, 59, 1031}, {24, 48, 513},
            {3, 1100, 40}, {30, 1100, 400}};

    @Test
    void everyElementIsOneChainOfFmaOverKForEveryShapeAndTransposition() {
        for (int[] shape : SHAPES) {
            for (int transposed = 0; transposed < 4; transposed++) {
                check(shape[0], shape[1], shape[2], (transposed & 1) != 0, (transposed & 2) != 0, false,
                        Activation.NONE);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void biasIsAddedAfterTheChainAndActivationComesLast(Activation activation) {
        for (int[] shape : SHAPES) {
            check(shape[0], shape[1], shape[2], false, false, true, activation);
        }
    }

    private static void check(int m, int n, int k, boolean ta, boolean tb, boolean biased, Activation activation) {
        int lda = (ta ? m : k) + 3;
        int ldb = (tb ? k : n) + 2;
        int ldc = n + 1;
        float[] a = Reference.floats(1, 5 + lda * (ta ? k : m));
        float[] b = Reference.floats(2, 7 + ldb * (tb ? n : k));
        float[] bias = biased ? Reference.floats(3, n + 2) : null;
        float[] actual = Reference.floats(4, 9 + ldc * m);
        float[] expected = actual.clone();
        MatrixProduct.multiply(ta, tb, m, n, k, a, 5, lda, b, 7, ldb, actual, 9, ldc, bias, 2, activation,
                new Workspace());
        Reference.product(ta, tb, m, n, k, a, 5, lda, b, 7, ldb, expected, 9, ldc, bias, 2, activation);
        Reference.assertSameBits(actual, expected,
                m + " x " + n + " x " + k + " " + ta + " " + tb + " " + activation);
    }
}
