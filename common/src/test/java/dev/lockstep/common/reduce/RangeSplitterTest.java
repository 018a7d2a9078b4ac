package dev.lockstep.common.reduce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class RangeSplitterTest {

    @Property(tries = 500, seed = "1")
    void everyShardIsInExactlyOnePartInOrder(@ForAll @IntRange(min = 1, max = 600) int shards,
            @ForAll @Size(min = 1, max = 300) List<@IntRange(min = 0, max = 9) Integer> drawn) {
        int[] weights = drawn.stream().mapToInt(Integer::intValue).toArray();
        if (Arrays.stream(weights).sum() == 0) {
            weights[0] = 1;
        }
        ShardTree tree = new ShardTree(shards);
        List<ShardRange> parts = RangeSplitter.split(tree, tree.whole(), weights);
        assertThat(parts).hasSize(weights.length);
        int next = 0;
        for (int k = 0; k < weights.length; k++) {
            assertThat(parts.get(k).lo()).isEqualTo(next);
            assertThat(weights[k] > 0 || parts.get(k).isEmpty()).isTrue();
            next = parts.get(k).hi();
        }
        assertThat(next).isEqualTo(shards);
    }

    @Test
    void noOtherCutIsFasterNorAsFastWithFewerPartials() {
        for (int[] weights : new int[][]{{1, 1}, {1, 1, 1}, {2, 1, 1}, {1, 3}, {4, 1, 2}, {1, 0, 1}}) {
            for (int shards = 1; shards <= 17; shards++) {
                ShardTree tree = new ShardTree(shards);
                List<ShardRange> parts = RangeSplitter.split(tree, tree.whole(), weights);
                int[] sizes = parts.stream().mapToInt(ShardRange::size).toArray();
                long[] best = best(tree, weights, 0, 0, new long[]{0, 0});
                assertThat(time(sizes, weights)).as("%s by %s", shards, Arrays.toString(weights)).isEqualTo(best[0]);
                assertThat(parts.stream().mapToLong(p -> RangeSplitter.partials(tree, p)).sum()).isEqualTo(best[1]);
            }
        }
    }

    @Test
    void partsAreAlignedWhereTheyCanBe() {
        ShardTree tree = new ShardTree(16);
        assertThat(RangeSplitter.split(tree, tree.whole(), 4)).containsExactly(new ShardRange(0, 4),
                new ShardRange(4, 8), new ShardRange(8, 12), new ShardRange(12, 16));
        assertThat(RangeSplitter.split(tree, tree.whole(), 3)).extracting(p -> RangeSplitter.partials(tree, p))
                .containsExactly(2, 2, 1);
        assertThat(RangeSplitter.split(tree, new ShardRange(4, 8), new int[]{3, 1}))
                .containsExactly(new ShardRange(4, 7), new ShardRange(7, 8));
    }

    @Test
    void workersPastTheShardsHaveNothingToDo() {
        ShardTree tree = new ShardTree(2);
        assertThat(RangeSplitter.split(tree, tree.whole(), 3)).filteredOn(ShardRange::isEmpty).hasSize(1);
        assertThat(RangeSplitter.split(tree, new ShardRange(1, 1), 2)).allMatch(ShardRange::isEmpty);
    }

    @Test
    void weightsThatMeanNothingAreRefused() {
        ShardTree tree = new ShardTree(2);
        assertThatThrownBy(() -> RangeSplitter.split(tree, tree.whole(), new int[]{0, 0}))
                .hasMessageContaining("[0, 0]");
        assertThatThrownBy(() -> RangeSplitter.split(tree, tree.whole(), new int[]{1, -1}))
                .hasMessageContaining("negative");
    }

    /** The least of (time, partials) over every cut, by trying all. Times are in 1/12 of a shard per unit of weight. */
    private static long[] best(ShardTree tree, int[] weights, int part, int lo, long[] soFar) {
        if (part == weights.length) {
            return lo == tree.shards() ? soFar : new long[]{Long.MAX_VALUE, 0};
        }
        long[] best = {Long.MAX_VALUE, 0};
        for (int hi = lo; hi <= (weights[part] == 0 ? lo : tree.shards()); hi++) {
            long time = weights[part] == 0 ? 0 : (hi - lo) * 12L / weights[part];
            long[] found = best(tree, weights, part + 1, hi, new long[]{Math.max(soFar[0], time),
                    soFar[1] + RangeSplitter.partials(tree, new ShardRange(lo, hi))});
            if (Arrays.compare(found, best) < 0) {
                best = found;
            }
        }
        return best;
    }

    private static long time(int[] sizes, int[] weights) {
        long time = 0;
        for (int k = 0; k < sizes.length; k++) {
            time = Math.max(time, weights[k] == 0 ? 0 : sizes[k] * 12L / weights[k]);
        }
        return time;
    }
}
