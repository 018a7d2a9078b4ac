package dev.lockstep.coordinator.parameters;

import dev.lockstep.common.reduce.Node;
import dev.lockstep.common.reduce.ShardTree;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which blocks have come at each node of the tree, whether they were added, or were copies of what was there: either way the
 * node's shards need not be computed for them again. Safe for use by any thread. At most a bit for every block of each of
 * the {@code 2 S - 1} nodes.
 */
final class Arrivals {

    static final Comparator<Node> BY_LEVEL = Comparator.comparingInt(Node::level).thenComparingInt(Node::index);

    private final ShardTree tree;
    private final int blocks;
    private final Map<Node, BitSet> seen = new TreeMap<>(BY_LEVEL);

    Arrivals(ShardTree tree, int blocks) {
        this.tree = tree;
        this.blocks = blocks;
    }

    /** @return true once for each node: with the last of its blocks */
    synchronized boolean note(Node node, int block) {
        BitSet there = seen.computeIfAbsent(tree.canonical(node), n -> new BitSet(blocks));
        if (there.get(block)) {
            return false;
        }
        there.set(block);
        return there.cardinality() == blocks;
    }
}
