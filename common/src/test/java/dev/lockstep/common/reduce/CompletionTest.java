package dev.lockstep.common.reduce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.common.reduce.Completion.Outcome;
import dev.lockstep.common.tensor.Storage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class CompletionTest {

    private record Offer(Node node, String value) {}

    @Test
    void everyCutOfUpToTwelveShardsGivesTheExpressionOfTheWholeTree() {
        Random random = new Random(1);
        for (int shards = 1; shards <= 12; shards++) {
            ShardTree tree = new ShardTree(shards);
            String whole = Symbols.expression(tree, tree.root());
            for (int borders = 0; borders < 1 << (shards - 1); borders++) {
                List<Offer> offers = offers(tree, cut(shards, borders));
                for (int order = 0; order < 3; order++) {
                    assertThat(complete(tree, offers)).isEqualTo(whole);
                    Collections.shuffle(offers, random);
                }
            }
        }
    }

    @Property(tries = 200, seed = "1")
    void randomCutsRepeatedAndOverlappingGiveTheExpressionOfTheWholeTree(
            @ForAll @IntRange(min = 13, max = 300) int shards, @ForAll long seed) {
        Random random = new Random(seed);
        ShardTree tree = new ShardTree(shards);
        List<Offer> offers = new ArrayList<>();
        for (int copy = 0; copy < 1 + random.nextInt(3); copy++) {
            List<ShardRange> cut = new ArrayList<>();
            for (int lo = 0; lo < shards;) {
                int hi = Math.min(shards, lo + 1 + random.nextInt(40));
                cut.add(new ShardRange(lo, hi));
                lo = hi;
            }
            offers.addAll(offers(tree, cut));
        }
        Collections.shuffle(offers, random);
        assertThat(complete(tree, offers)).isEqualTo(Symbols.expression(tree, tree.root()));
    }

    @Property(tries = 50, seed = "1")
    void anyCutGivesTheBitsOfTheWholeTree(@ForAll @IntRange(min = 1, max = 70) int shards, @ForAll long seed) {
        Random random = new Random(seed);
        ShardTree tree = new ShardTree(shards);
        float[] leaves = new float[shards];
        for (int i = 0; i < shards; i++) {
            leaves[i] = random.nextFloat() * (float) StrictMath.pow(10, random.nextInt(8));
        }
        Combiner<Storage> floats = new Combiner<>() {
            @Override
            public Storage add(Storage left, Storage right) {
                PartialSums.addInto(left, right);
                return left;
            }

            @Override
            public void release(Storage value) {}
        };
        Completion<Storage> oneByOne = new Completion<>(tree, floats);
        Completion<Storage> byRange = new Completion<>(tree, floats);
        int border = random.nextInt(shards + 1);
        for (ShardRange range : List.of(new ShardRange(border, shards), new ShardRange(0, border))) {
            Completion<Storage> worker = new Completion<>(tree, range, floats);
            for (int shard = range.hi() - 1; shard >= range.lo(); shard--) {
                worker.offer(tree.leaf(shard), storage(leaves[shard]));
                oneByOne.offer(tree.leaf(shard), storage(leaves[shard]));
            }
            assertThat(worker.isComplete()).isTrue();
            worker.goals().forEach(goal -> byRange.offer(goal, worker.take(goal)));
        }
        int expected = Float.floatToRawIntBits(sum(tree, tree.root(), leaves));
        assertThat(Float.floatToRawIntBits(oneByOne.take(tree.root()).array()[0])).isEqualTo(expected);
        assertThat(Float.floatToRawIntBits(byRange.take(tree.root()).array()[0])).isEqualTo(expected);
    }

    @Test
    void partialsAtDifferentOffsetsAddToTheSameBits() {
        Random random = new Random(2);
        float[] left = new float[6000];
        float[] right = new float[6000];
        for (int i = 0; i < left.length; i++) {
            left[i] = (float) random.nextGaussian();
            right[i] = (float) random.nextGaussian();
        }
        float[] expected = left.clone();
        float[] shifted = new float[6000];
        System.arraycopy(right, 3, shifted, 0, 5000);
        PartialSums.addInto(new Storage(expected, 3, 5000), new Storage(right, 3, 5000));
        PartialSums.addInto(new Storage(left, 3, 5000), new Storage(shifted, 0, 5000));
        assertThat(left).isEqualTo(expected);
        assertThat(expected[5002]).isNotEqualTo(right[5002]);
        assertThatThrownBy(() -> PartialSums.addInto(Storage.allocate(1), Storage.allocate(2)))
                .hasMessageContaining("got 1 and 2");
    }

    @Test
    void aPartialIsAddedOnlyToItsSibling() {
        ShardTree tree = new ShardTree(8);
        Completion<String> completion = new Completion<>(tree, Symbols.COMBINER);
        assertThat(completion.offer(tree.leaf(1), "1")).isEqualTo(Outcome.WAITING);
        assertThat(completion.offer(tree.leaf(2), "2")).isEqualTo(Outcome.WAITING);
        assertThat(completion.value(tree.leaf(1))).isEqualTo("1");
        completion.offer(tree.leaf(0), "0");
        assertThat(completion.value(new Node(1, 0))).isEqualTo("(0+1)");
        assertThat(completion.value(tree.leaf(0))).isNull();
    }

    @Test
    void aPresentNodeCoversItsDescendantsAndAnAncestorReplacesThem() {
        ShardTree tree = new ShardTree(8);
        List<String> released = new ArrayList<>();
        Completion<String> completion = new Completion<>(tree, new Combiner<>() {
            @Override
            public String add(String left, String right) {
                return Symbols.COMBINER.add(left, right);
            }

            @Override
            public void release(String value) {
                released.add(value);
            }
        });
        completion.offer(tree.leaf(0), "0");
        completion.offer(tree.leaf(2), "2");
        assertThat(completion.offer(tree.leaf(2), "again")).isEqualTo(Outcome.DROPPED);
        assertThat(completion.offer(new Node(2, 0), "0123")).isEqualTo(Outcome.WAITING);
        assertThat(completion.offer(new Node(1, 1), "23")).isEqualTo(Outcome.DROPPED);
        assertThat(released).containsExactly("again", "0", "2", "23");
        assertThat(completion.missing()).containsExactly(new ShardRange(4, 8));
        assertThat(completion.offer(new Node(2, 1), "4567")).isEqualTo(Outcome.COMPLETED);
        assertThat(completion.take(tree.root())).isEqualTo("(0123+4567)");
        assertThat(completion.offer(tree.root(), "late")).isEqualTo(Outcome.DROPPED);
        assertThatThrownBy(() -> completion.take(tree.root())).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void missingNamesEveryGap() {
        ShardTree tree = new ShardTree(11);
        Completion<String> completion = new Completion<>(tree, Symbols.COMBINER);
        assertThat(completion.missing()).containsExactly(tree.whole());
        completion.offer(tree.leaf(3), "3");
        completion.offer(tree.leaf(10), "10");
        assertThat(completion.missing()).containsExactly(new ShardRange(0, 3), new ShardRange(4, 10));
        completion.clear();
        assertThat(completion.missing()).containsExactly(tree.whole());
    }

    @Test
    void aNodeOutsideOfTheRangeIsRefused() {
        ShardTree tree = new ShardTree(8);
        Completion<String> completion = new Completion<>(tree, new ShardRange(3, 5), Symbols.COMBINER);
        assertThat(completion.goals()).containsExactly(tree.leaf(3), tree.leaf(4));
        assertThatThrownBy(() -> completion.offer(new Node(1, 1), "23")).hasMessageContaining("[2, 4)");
    }

    @Test
    void scalarsKeepTheFirstLayerThatIsNotFinite() {
        Scalars fine = new Scalars(1, 2, 1, Scalars.ALL_FINITE);
        Scalars third = new Scalars(Double.NaN, 2, 0, 3);
        assertThat(fine.plus(third).firstNonFiniteLayer()).isEqualTo(3);
        assertThat(third.plus(new Scalars(0, 1, 0, 2)).firstNonFiniteLayer()).isEqualTo(2);
        assertThat(fine.plus(fine)).isEqualTo(new Scalars(2, 4, 2, Scalars.ALL_FINITE));
        assertThat(fine.meanLoss()).isEqualTo(0.5);
        assertThat(fine.accuracy()).isEqualTo(0.5);
    }

    private static String complete(ShardTree tree, List<Offer> offers) {
        Completion<String> completion = new Completion<>(tree, Symbols.COMBINER);
        offers.forEach(offer -> completion.offer(offer.node(), offer.value()));
        assertThat(completion.missing()).isEmpty();
        return completion.take(tree.root());
    }

    private static List<Offer> offers(ShardTree tree, List<ShardRange> cut) {
        List<Offer> offers = new ArrayList<>();
        for (ShardRange range : cut) {
            SumPlan plan = tree.plan(range);
            List<String> sums = Symbols.run(plan);
            for (int i = 0; i < sums.size(); i++) {
                offers.add(new Offer(plan.nodes().get(i), sums.get(i)));
            }
        }
        return offers;
    }

    private static List<ShardRange> cut(int shards, int borders) {
        List<ShardRange> ranges = new ArrayList<>();
        int lo = 0;
        for (int border = 1; border <= shards; border++) {
            if (border == shards || (borders >> (border - 1) & 1) == 1) {
                ranges.add(new ShardRange(lo, border));
                lo = border;
            }
        }
        return ranges;
    }

    private static Storage storage(float value) {
        return new Storage(new float[]{value}, 0, 1);
    }

    private static float sum(ShardTree tree, Node node, float[] leaves) {
        if (node.level() == 0) {
            return leaves[node.index()];
        }
        Node left = new Node(node.level() - 1, 2 * node.index());
        boolean onlyLeft = (long) left.sibling().index() << left.level() >= tree.shards();
        float sum = sum(tree, left, leaves);
        return onlyLeft ? sum : sum + sum(tree, left.sibling(), leaves);
    }
}
