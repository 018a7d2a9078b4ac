package dev.lockstep.common.reduce;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The binary tree over {@code S} shards that fixes the order of every sum over shards, whoever computes its parts.
 * A node of which one child covers no shard <em>is</em> the other child; its canonical name is the highest one.
 */
public final class ShardTree {

    /** Past this a batch would be cut finer than any cluster can use, and node names would not fit their field. */
    public static final int MAX_SHARDS = 1 << 20;

    private final int shards;
    private final Precision precision;
    private final Node root;
    /** The last one: a range stays the same from step to step. */
    private volatile SumPlan plan;

    /** Without rounding of its own. */
    public ShardTree(int shards) {
        this(shards, Precision.F32);
    }

    /** @param precision of the gradients at its nodes */
    public ShardTree(int shards, Precision precision) {
        if (shards < 1 || shards > MAX_SHARDS) {
            throw new IllegalArgumentException("shards must be 1 to " + MAX_SHARDS + ", got " + shards);
        }
        this.shards = shards;
        this.precision = Objects.requireNonNull(precision);
        this.root = new Node(32 - Integer.numberOfLeadingZeros(shards - 1), 0);
    }

    public int shards() {
        return shards;
    }

    /** Of the gradients at every node. */
    public Precision precision() {
        return precision;
    }

    public Node root() {
        return root;
    }

    public ShardRange whole() {
        return new ShardRange(0, shards);
    }

    /** The node of one shard, under its canonical name. */
    public Node leaf(int shard) {
        return canonical(new Node(0, shard));
    }

    /** The highest name of the sum at {@code node}: climbs while the sibling on the right covers no shard. */
    public Node canonical(Node node) {
        requireInside(node);
        Node name = node;
        while (name.level() < root.level() && name.isLeftChild() && first(name.sibling()) >= shards) {
            name = name.parent();
        }
        return name;
    }

    /** The shards that {@code node} covers. */
    public ShardRange covered(Node node) {
        requireInside(node);
        long end = ((long) node.index() + 1) << node.level();
        return new ShardRange((int) first(node), (int) Math.min(end, shards));
    }

    /** The plan to sum {@code range} in the order of this tree. */
    public SumPlan plan(ShardRange range) {
        SumPlan last = plan;
        if (last == null || !last.range().equals(range)) {
            last = newPlan(range);
            plan = last;
        }
        return last;
    }

    private SumPlan newPlan(ShardRange range) {
        if (range.hi() > shards) {
            throw new IllegalArgumentException("range " + range + " is outside of " + shards + " shards");
        }
        int[] mergesAfter = new int[range.size()];
        List<Node> stack = new ArrayList<>();
        int depth = 0;
        for (int shard = range.lo(); shard < range.hi(); shard++) {
            stack.addLast(leaf(shard));
            depth = Math.max(depth, stack.size());
            while (stack.size() > 1 && stack.getLast().sibling().equals(stack.get(stack.size() - 2))) {
                Node right = stack.removeLast();
                stack.removeLast();
                stack.addLast(canonical(right.parent()));
                mergesAfter[shard - range.lo()]++;
            }
        }
        return new SumPlan(range, mergesAfter, List.copyOf(stack), depth, precision);
    }

    private static long first(Node node) {
        return (long) node.index() << node.level();
    }

    /** Whether {@code node} covers a shard of this tree. */
    public boolean has(Node node) {
        return node.level() <= root.level() && first(node) < shards;
    }

    private void requireInside(Node node) {
        if (!has(node)) {
            throw new IllegalArgumentException("node " + node + " is outside of the tree over " + shards + " shards");
        }
    }
}
