package dev.lockstep.common.autodiff;

import dev.lockstep.common.kernel.Convolution;
import dev.lockstep.common.kernel.ShardSums;

/** What one use of a parameter contributes to its gradient: a sum over examples, not yet taken. */
sealed interface Use {

    /** {@code left^T right}, {@code [m, n]}, with left {@code [rows, m]} and right {@code [rows, n]}. */
    record Product(int m, int n, ShardSums.Use factors) implements Use {}

    /** The weight gradient of a convolution. */
    record Filter(Convolution.Geometry geometry, Convolution.Use factors) implements Use {}

    /** Sums over rows and positions of {@code x}, {@code [rows, channels, inner]} from index 0 on. */
    record Columns(int channels, int inner, float[] x) implements Use {}
}
