package dev.lockstep.common.job;

import dev.lockstep.common.reduce.Precision;
import java.util.List;

/**
 * A validated job. Together with the release and the data it decides every bit of the trained model.
 *
 * @param batch  examples in a global batch, at least 1
 * @param shards leaves of the tree over a batch, at least 1
 * @param gradients what sums of gradients are rounded to
 * @param audit  the share of sums that a second worker computes too, 0 to 1
 */
public record Job(
        String name,
        long seed,
        DataSpec data,
        List<LayerSpec> model,
        LossKind loss,
        Reduction reduction,
        OptimizerSpec optimizer,
        int batch,
        int shards,
        Precision gradients,
        StopSpec stop,
        CheckpointSpec checkpoint,
        MetricsSpec metrics,
        WorkersSpec workers,
        double audit) {

    public Job {
        model = List.copyOf(model);
    }
}
