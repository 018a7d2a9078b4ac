package dev.lockstep.bench.scale;

import dev.lockstep.common.reduce.RangeSplitter;
import dev.lockstep.common.reduce.ShardRange;
import dev.lockstep.common.reduce.ShardTree;
import java.util.List;

/**
 * How the program shares shards out to workers that are equally fast.
 *
 * @param mostShards of one worker
 * @param partials   that all workers send a block, together
 * @param mostPartials that one worker sends a block
 */
record Shares(int mostShards, int partials, int mostPartials) {

    static Shares of(int shards, int workers) {
        ShardTree tree = new ShardTree(shards);
        List<ShardRange> ranges = RangeSplitter.split(tree, tree.whole(), workers);
        return new Shares(ranges.stream().mapToInt(ShardRange::size).max().orElseThrow(),
                ranges.stream().mapToInt(range -> RangeSplitter.partials(tree, range)).sum(),
                ranges.stream().mapToInt(range -> RangeSplitter.partials(tree, range)).max().orElseThrow());
    }
}
