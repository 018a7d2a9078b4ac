package dev.lockstep.worker.compute;

import dev.lockstep.common.job.LayerSpec;
import dev.lockstep.common.job.LossKind;
import dev.lockstep.common.reduce.Precision;
import dev.lockstep.common.reduce.ShardRange;
import dev.lockstep.common.tensor.Shape;
import java.util.List;
import java.util.Optional;

/**
 * A small network with a batch, for the known-answer test. Together the cases meet every kernel, with sizes that leave
 * tails in every tile and cross every block, ranges that are not aligned, empty shards and every loss.
 *
 * @param gradients what their sums are rounded to
 * @param ranges of the shards, computed one after another; the first is all of them
 */
record KnownAnswerCase(
        Shape input,
        List<LayerSpec> model,
        LossKind loss,
        int batch,
        int shards,
        Precision gradients,
        List<ShardRange> ranges) {

    private KnownAnswerCase(Shape input, List<LayerSpec> model, LossKind loss, int batch, int shards,
            List<ShardRange> ranges) {
        this(input, model, loss, batch, shards, Precision.F32, ranges);
    }

    static final List<KnownAnswerCase> ALL = List.of(
            // Every activation, dropout, tails.
            new KnownAnswerCase(Shape.of(13),
                    List.of(dense(37), activation(LayerSpec.Function.RELU), dropout(0.3), dense(18),
                            activation(LayerSpec.Function.TANH), dense(9), activation(LayerSpec.Function.SIGMOID),
                            dense(5)),
                    LossKind.CROSS_ENTROPY, 29, 6, List.of(range(0, 6), range(1, 4))),
            // Whole tiles.
            new KnownAnswerCase(Shape.of(72),
                    List.of(dense(136), activation(LayerSpec.Function.RELU), dense(10)),
                    LossKind.CROSS_ENTROPY, 64, 4, List.of(range(0, 4))),
            // Convolution with strides and padding that differ, pooling that overlaps.
            new KnownAnswerCase(Shape.of(2, 9, 7),
                    List.of(conv(5, 3, 2, 2, 1, 1, 0), activation(LayerSpec.Function.RELU), pool(2, 2, 1, 2),
                            conv(3, 2, 2, 1, 1, 1, 1), activation(LayerSpec.Function.TANH), flatten(), dense(4)),
                    LossKind.CROSS_ENTROPY, 11, 3, List.of(range(0, 3), range(1, 3))),
            // As most people convolve.
            new KnownAnswerCase(Shape.of(1, 12, 12),
                    List.of(conv(16, 3, 3, 1, 1, 1, 1), activation(LayerSpec.Function.RELU), pool(2, 2, 2, 2),
                            flatten(),
                            dense(10)),
                    LossKind.CROSS_ENTROPY, 16, 4, List.of(range(0, 4))),
            // Sums and rows longer than a block of the products, with the right operand packed and as it lies; a gradient
            // of several pieces for the norm.
            new KnownAnswerCase(Shape.of(3), List.of(dense(1030), activation(LayerSpec.Function.RELU), dense(9)),
                    LossKind.CROSS_ENTROPY, 26, 3, List.of(range(0, 3), range(1, 2))),
            // More positions than a block of the weight gradient.
            new KnownAnswerCase(Shape.of(1, 17, 18),
                    List.of(conv(3, 3, 3, 1, 1, 1, 1), activation(LayerSpec.Function.RELU), pool(4, 4, 4, 4),
                            flatten(), dense(3)),
                    LossKind.CROSS_ENTROPY, 3, 2, List.of(range(0, 2))),
            // The other losses; more shards than examples.
            new KnownAnswerCase(Shape.of(6), List.of(dense(7), activation(LayerSpec.Function.TANH), dense(3)),
                    LossKind.MSE, 3, 8, List.of(range(0, 8), range(3, 7))),
            new KnownAnswerCase(Shape.of(5), List.of(dense(2)),
                    LossKind.HALF_SQUARED_ERROR, 7, 2, List.of(range(0, 2))),
            new KnownAnswerCase(Shape.of(4),
                    List.of(dense(19), activation(LayerSpec.Function.RELU), dense(3),
                            activation(LayerSpec.Function.SIGMOID)),
                    LossKind.BINARY_CROSS_ENTROPY, 10, 5, List.of(range(0, 5))),
            // Gradients in bfloat16: every kernel that sums over shards, with tiles of every width.
            new KnownAnswerCase(Shape.of(1, 5, 6),
                    List.of(conv(3, 2, 3, 1, 1, 0, 1), flatten(), dense(37), activation(LayerSpec.Function.RELU),
                            dense(5)),
                    LossKind.CROSS_ENTROPY, 13, 5, Precision.BF16, List.of(range(0, 5), range(1, 4))));

    private static ShardRange range(int lo, int hi) {
        return new ShardRange(lo, hi);
    }

    private static LayerSpec dense(int units) {
        return new LayerSpec.Dense(Optional.empty(), units, Optional.empty());
    }

    private static LayerSpec activation(LayerSpec.Function function) {
        return new LayerSpec.Activation(Optional.empty(), function);
    }

    private static LayerSpec dropout(double rate) {
        return new LayerSpec.Dropout(Optional.empty(), rate);
    }

    private static LayerSpec flatten() {
        return new LayerSpec.Flatten(Optional.empty());
    }

    private static LayerSpec conv(int filters, int rows, int columns, int strideRows, int strideColumns, int padRows,
            int padColumns) {
        return new LayerSpec.Conv(Optional.empty(), filters, new LayerSpec.Pair(rows, columns),
                new LayerSpec.Pair(strideRows, strideColumns), new LayerSpec.Pair(padRows, padColumns),
                Optional.empty());
    }

    private static LayerSpec pool(int rows, int columns, int strideRows, int strideColumns) {
        return new LayerSpec.MaxPool(Optional.empty(), new LayerSpec.Pair(rows, columns),
                new LayerSpec.Pair(strideRows, strideColumns), new LayerSpec.Pair(0, 0));
    }
}
