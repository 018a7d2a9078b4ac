package dev.lockstep.common.kernel;

/** What comes after a chain: the bias is added, then the activation is applied. */
final class Finish {

    private Finish() {}

    /** A bias a column; null for none. */
    static void rows(int m, int n, float[] c, int co, int ldc, float[] bias, int bo, Activation activation) {
        if (bias == null && activation == Activation.NONE) {
            return;
        }
        for (int i = 0; i < m; i++) {
            int row = co + i * ldc;
            if (bias != null) {
                Elementwise.add(n, c, row, bias, bo, c, row);
            }
            if (activation != Activation.NONE) {
                Elementwise.activate(activation, n, c, row, c, row);
            }
        }
    }
}
