package dev.lockstep.common.reduce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShardTreeTest {

    private static final int LARGEST = 33;

    @Test
    void everyPlanEndsWithTheMaximalAlignedSubtreesOfItsRange() {
        for (int shards = 1; shards <= LARGEST; shards++) {
            ShardTree tree = new ShardTree(shards);
            for (int lo = 0; lo <= shards; lo++) {
                for (int hi = lo; hi <= shards; hi++) {
                    ShardRange range = new ShardRange(lo, hi);
                    SumPlan plan = tree.plan(range);
                    assertThat(plan.nodes()).as("%s of %s", range, shards).isEqualTo(maximal(tree, range));
                    assertThat(RangeSplitter.partials(tree, range)).isEqualTo(plan.nodes().size());
                }
            }
        }
    }

    @Test
    void everyPlanAddsEachNodeAsTheDefinitionOfTheTreeSays() {
        for (int shards = 1; shards <= LARGEST; shards++) {
            ShardTree tree = new ShardTree(shards);
            for (int lo = 0; lo <= shards; lo++) {
                for (int hi = lo; hi <= shards; hi++) {
                    SumPlan plan = tree.plan(new ShardRange(lo, hi));
                    List<String> expected = plan.nodes().stream().map(n -> Symbols.expression(tree, n)).toList();
                    assertThat(Symbols.run(plan)).isEqualTo(expected);
                }
            }
        }
    }

    @Test
    void aNodeWithAnEmptyChildIsItsOtherChild() {
        ShardTree tree = new ShardTree(5);
        assertThat(tree.leaf(4)).isEqualTo(new Node(2, 1));
        assertThat(Symbols.expression(tree, tree.root())).isEqualTo("(((0+1)+(2+3))+4)");
    }

    @Test
    void anAlignedRangeYieldsOnePartialAndAnyRangeAtMostTwoPerLevel() {
        ShardTree tree = new ShardTree(1024);
        assertThat(tree.plan(new ShardRange(256, 512)).nodes()).hasSize(1);
        assertThat(tree.plan(new ShardRange(1, 1023)).nodes()).hasSizeLessThanOrEqualTo(20);
    }

    @Test
    void shardsAreLimited() {
        assertThatThrownBy(() -> new ShardTree(0)).hasMessageContaining("got 0");
        assertThatThrownBy(() -> new ShardTree(ShardTree.MAX_SHARDS + 1)).hasMessageContaining("shards must be");
        assertThatThrownBy(() -> new ShardTree(3).plan(new ShardRange(2, 4))).hasMessageContaining("outside of 3");
    }

    @Test
    void shardsCutABatchWithoutGapsAndMayBeEmpty() {
        for (int shards = 1; shards <= 9; shards++) {
            for (int examples = 0; examples <= 20; examples++) {
                int[] ends = ShardCut.rowEnds(new ShardRange(0, shards), examples, shards);
                assertThat(ends[shards - 1]).isEqualTo(examples);
                assertThat(ends).isSorted();
                for (int lo = 0; lo < shards; lo++) {
                    int[] part = ShardCut.rowEnds(new ShardRange(lo, shards), examples, shards);
                    assertThat(part[0]).isEqualTo(ends[lo] - ShardCut.start(lo, examples, shards));
                }
            }
        }
    }

    /** Nodes inside the range whose parent is not; by trying every node. */
    private static List<Node> maximal(ShardTree tree, ShardRange range) {
        List<Node> nodes = new ArrayList<>();
        for (int shard = range.lo(); shard < range.hi(); shard++) {
            Node node = tree.leaf(shard);
            while (!node.equals(tree.root()) && range.contains(tree.covered(node.parent()))) {
                node = tree.canonical(node.parent());
            }
            if (!nodes.contains(node)) {
                nodes.add(node);
            }
        }
        return nodes;
    }
}
