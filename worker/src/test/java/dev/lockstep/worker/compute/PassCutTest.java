package dev.lockstep.worker.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.common.reduce.ShardRange;
import dev.lockstep.common.reduce.ShardTree;
import java.util.List;
import org.junit.jupiter.api.Test;

class PassCutTest {

    @Test
    void aRangeThatFitsIsOnePass() {
        ShardTree tree = new ShardTree(7);
        assertThat(PassCut.of(tree, new ShardRange(1, 6), 70, 50)).containsExactly(new ShardRange(1, 6));
    }

    @Test
    void bordersAreThoseOfSubtrees() {
        ShardTree tree = new ShardTree(7);
        assertThat(PassCut.of(tree, tree.whole(), 70, 40)).containsExactly(range(0, 4), range(4, 7));
        assertThat(PassCut.of(tree, tree.whole(), 70, 29)).containsExactly(range(0, 2), range(2, 4), range(4, 6),
                range(6, 7));
        assertThat(PassCut.of(tree, range(1, 7), 70, 40)).containsExactly(range(1, 2), range(2, 4), range(4, 7));
    }

    @Test
    void everyCutHoldsEveryShardOnceAndNoMoreRowsThanAllowed() {
        for (int shards = 1; shards <= 20; shards++) {
            ShardTree tree = new ShardTree(shards);
            for (int lo = 0; lo < shards; lo++) {
                for (int hi = lo + 1; hi <= shards; hi++) {
                    for (int maxShards = 1; maxShards <= 5; maxShards++) {
                        List<ShardRange> passes = PassCut.of(tree, range(lo, hi), 3 * shards, 3 * maxShards);
                        int next = lo;
                        for (ShardRange pass : passes) {
                            assertThat(pass.lo()).isEqualTo(next);
                            assertThat(pass.size()).isBetween(1, maxShards);
                            next = pass.hi();
                        }
                        assertThat(next).isEqualTo(hi);
                    }
                }
            }
        }
    }

    @Test
    void aShardThatDoesNotFitIsABrokenInvariant() {
        assertThatThrownBy(() -> PassCut.of(new ShardTree(2), range(0, 2), 20, 9))
                .isInstanceOf(IllegalStateException.class).hasMessageContaining("shard 0 has 10 examples");
    }

    private static ShardRange range(int lo, int hi) {
        return new ShardRange(lo, hi);
    }
}
