package dev.lockstep.common.reduce;

/** Where a batch is cut into shards: shard {@code i} of {@code n} examples is {@code [i n / S, (i+1) n / S)}, floored. */
public final class ShardCut {

    private ShardCut() {}

    /** First position of {@code shard} in a batch of {@code examples} cut into {@code shards}; may be empty. */
    public static int start(int shard, int examples, int shards) {
        return (int) ((long) shard * examples / shards);
    }

    /**
     * For the rows of one range, gathered from its first example on: one past the last row of each of its shards.
     * The length is {@code range.size()}; equal neighbours are empty shards.
     */
    public static int[] rowEnds(ShardRange range, int examples, int shards) {
        int first = start(range.lo(), examples, shards);
        int[] ends = new int[range.size()];
        for (int s = 0; s < ends.length; s++) {
            ends[s] = start(range.lo() + s + 1, examples, shards) - first;
        }
        return ends;
    }
}
