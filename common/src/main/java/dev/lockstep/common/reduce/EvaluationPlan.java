package dev.lockstep.common.reduce;

/**
 * How a part of the data is cut for evaluation: shards of a fixed number of examples, whatever the job's batch and
 * shards are, so that a model's loss has the same bits wherever and whenever it is measured.
 *
 * @param examples in the part, at least 1
 */
public record EvaluationPlan(int examples) {

    /** Examples of a shard; the last shard holds what is left. */
    public static final int SHARD_EXAMPLES = 256;

    public EvaluationPlan {
        if (examples < 1) {
            throw new IllegalArgumentException("nothing to evaluate: " + examples + " examples");
        }
    }

    public int shards() {
        return (int) (((long) examples + SHARD_EXAMPLES - 1) / SHARD_EXAMPLES);
    }

    /** The tree over the shards, along which loss and metrics are added. */
    public ShardTree tree() {
        return new ShardTree(shards());
    }

    /** The first example of {@code shard}. */
    public int start(int shard) {
        return shard * SHARD_EXAMPLES;
    }

    /** The examples of {@code shard}. */
    public int size(int shard) {
        return Math.min(SHARD_EXAMPLES, examples - start(shard));
    }
}
