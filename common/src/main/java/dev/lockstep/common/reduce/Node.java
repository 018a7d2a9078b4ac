package dev.lockstep.common.reduce;

/**
 * A node of the tree over shards: level {@code l}, index {@code i}, covering shards {@code [i 2^l, (i+1) 2^l)}.
 * Nodes are always named by {@link ShardTree#canonical}, so that equal sums have equal names.
 */
public record Node(int level, int index) {

    public Node {
        if (level < 0 || level > 30 || index < 0) {
            throw new IllegalArgumentException("no such node: level " + level + ", index " + index);
        }
    }

    public boolean isLeftChild() {
        return (index & 1) == 0;
    }

    public Node sibling() {
        return new Node(level, index ^ 1);
    }

    public Node parent() {
        return new Node(level + 1, index >> 1);
    }

    @Override
    public String toString() {
        return "(" + level + "," + index + ")";
    }
}
