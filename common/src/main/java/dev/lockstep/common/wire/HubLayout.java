package dev.lockstep.common.wire;

import dev.lockstep.common.reduce.EvaluationPlan;
import dev.lockstep.common.reduce.Node;
import dev.lockstep.common.reduce.ShardTree;
import dev.lockstep.common.tensor.BlockLayout;
import dev.lockstep.proto.DataPart;
import java.util.Optional;

/**
 * What can arrive at a hub in a run: which blocks there are, and which nodes. A partial of anything else is no sum of this
 * run, and closes the link of who sends it.
 *
 * @param blocks     of the flat parameter vector
 * @param train      over the shards of a batch
 * @param validation over the shards of an evaluation; empty if there are no such data, as for {@code test}
 */
public record HubLayout(BlockLayout blocks, ShardTree train, Optional<ShardTree> validation,
        Optional<ShardTree> test) {

    /** Of a job with {@code shards} a batch and gradients in 32 bits. */
    public static HubLayout of(BlockLayout blocks, int shards, int validation, int test) {
        return of(blocks, new ShardTree(shards), validation, test);
    }

    /** Of a job that sums batches along {@code train}, and has so many examples of each other part; 0 for none. */
    public static HubLayout of(BlockLayout blocks, ShardTree train, int validation, int test) {
        return new HubLayout(blocks, train, evaluated(validation), evaluated(test));
    }

    private static Optional<ShardTree> evaluated(int examples) {
        return examples == 0 ? Optional.empty() : Optional.of(new EvaluationPlan(examples).tree());
    }

    /** How gradients come. */
    FrameType gradients() {
        return FrameType.ofGradients(train.precision());
    }

    /** Why there is no such sum in this run, in words; null when there is. */
    String refusal(DataPart part, Node node) {
        Optional<ShardTree> tree = switch (part) {
            case TRAIN -> Optional.of(train);
            case VALIDATION -> validation;
            case TEST -> test;
            case UNRECOGNIZED -> Optional.empty();
        };
        if (tree.isEmpty()) {
            return "a partial of the " + part + " part of the data, which this run does not have";
        }
        return tree.get().has(node)
                ? null
                : "node " + node + " is outside of the " + part + " tree over " + tree.get().shards() + " shards";
    }
}
