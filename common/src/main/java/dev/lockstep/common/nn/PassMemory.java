package dev.lockstep.common.nn;

import dev.lockstep.common.kernel.ShardSums;
import dev.lockstep.common.reduce.ShardTree;
import dev.lockstep.common.tensor.Shape;
import java.util.List;
import java.util.Optional;

/**
 * An estimate from above of the memory that a pass over rows takes, parameters and their gradients apart: features,
 * results, gradients, masks, winners and packed operands for each example; unrolled images whatever their number.
 *
 * @param fixedFloats      for any number of examples
 * @param floatsPerExample for each
 */
public record PassMemory(long fixedFloats, long floatsPerExample) {

    /** What a slot may take for one pass: 256 MiB. More shards are computed in turn, which changes no bit. */
    public static final long BUDGET_FLOATS = 1L << 26;

    /** Forward and backward: every result is kept, and a gradient of each may be waiting in the pool. */
    static PassMemory ofTraining(Shape input, List<Layer> layers) {
        long values = input.size();
        long fixed = 0;
        long packed = 0;
        Shape x = input;
        for (Layer layer : layers) {
            values += 2L * layer.output().size();
            switch (layer) {
                case Layer.DenseLayer dense -> packed = Math.max(packed,
                        ShardSums.scratchFloatsPerRow(x.size(), dense.output().size()));
                case Layer.ConvLayer conv -> fixed = Math.max(fixed, conv.geometry().scratchFloats());
                case Layer.PoolLayer pool -> values += pool.output().size();
                case Layer.DropoutLayer dropout -> values += dropout.output().size();
                case Layer.FlattenLayer _,Layer.ActivationLayer _ -> {
                }
            }
            x = layer.output();
        }
        return new PassMemory(fixed, values + packed + x.size());
    }

    /** Forward alone: two neighbouring results are there at a time. */
    static PassMemory ofForward(Shape input, List<Layer> layers) {
        long largest = 0;
        long fixed = 0;
        Shape x = input;
        for (Layer layer : layers) {
            long winners = layer instanceof Layer.PoolLayer pool ? pool.output().size() : 0;
            largest = Math.max(largest, (long) x.size() + layer.output().size() + winners);
            if (layer instanceof Layer.ConvLayer conv) {
                fixed = Math.max(fixed, conv.geometry().scratchFloats());
            }
            x = layer.output();
        }
        return new PassMemory(fixed, input.size() + 2 * largest + x.size());
    }

    /** How many examples a pass may hold within a budget; 0 where one is too many. */
    public int rowsWithin(long budgetFloats) {
        long rows = (budgetFloats - fixedFloats) / floatsPerExample;
        return Math.clamp(rows, 0, Integer.MAX_VALUE);
    }

    /** What is wrong with so few shards: a pass is never shorter than a shard. Empty where the largest one fits. */
    public Optional<String> shardFault(int batch, int shards) {
        int rows = rowsWithin(BUDGET_FLOATS);
        long largest = ((long) batch + shards - 1) / shards;
        if (largest <= rows) {
            return Optional.empty();
        }
        long least = rows == 0 ? Long.MAX_VALUE : ((long) batch + rows - 1) / rows;
        return Optional.of("a shard of " + largest + " examples takes about " + mebibytes(fixedFloats
                + largest * floatsPerExample) + " MiB for their values and gradients, and at most "
                + mebibytes(BUDGET_FLOATS) + " MiB are allowed; "
                + (least <= ShardTree.MAX_SHARDS
                        ? "set shards to at least " + least + ", or a smaller batch"
                        : "no number of shards would do: the network is too large for one example"));
    }

    private static long mebibytes(long floats) {
        return floats * Float.BYTES >> 20;
    }
}
