package dev.lockstep.common.reduce;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * Where partials of one sum meet, in any order, until the sums at the maximal aligned subtrees of a range are there (for
 * the whole range: the root). A partial is added only to its sibling, never on arrival, so the result does not depend
 * on the order of arrival, nor on who computed which ranges.
 *
 * <p>Exactly once: a node that is present covers its descendants, so duplicates and covered nodes are dropped; an
 * ancestor replaces the descendants that wait. All of that is right because equal nodes hold equal bits.
 *
 * <p>At most {@code S - 1} additions and as many values waiting as there were disjoint nodes offered. Not safe for use
 * by several threads at once.
 *
 * @param <T> a partial
 */
public final class Completion<T> {

    /** What became of an offered partial. */
    public enum Outcome {
        /** It, or a node that covers it, was there already; it has been released. */
        DROPPED,
        /** It was taken, and waits, alone or added to others. */
        WAITING,
        /** It was taken, and with it one of {@link #goals()} is complete. */
        COMPLETED
    }

    private record Partial<T>(Node node, T value) {}

    private final ShardTree tree;
    private final ShardRange range;
    private final List<Node> goals;
    private final Combiner<T> combiner;
    /** By first shard: disjoint nodes, none beside its sibling. */
    private final TreeMap<Integer, Partial<T>> waiting = new TreeMap<>();

    /** Completes the sum over every shard. */
    public Completion(ShardTree tree, Combiner<T> combiner) {
        this(tree, tree.whole(), combiner);
    }

    /** Completes the sums over {@code range}, one for each of its maximal aligned subtrees. */
    public Completion(ShardTree tree, ShardRange range, Combiner<T> combiner) {
        this.tree = tree;
        this.range = range;
        this.goals = tree.plan(range).nodes();
        this.combiner = Objects.requireNonNull(combiner);
    }

    /** The nodes that this ends with, in order of shards; the root alone for the whole range. */
    public List<Node> goals() {
        return goals;
    }

    /**
     * Takes {@code value} as the sum at {@code node}, and adds while siblings are there. Owns the value from now on.
     *
     * @throws IllegalArgumentException for a node that covers shards outside of the range
     */
    public Outcome offer(Node node, T value) {
        Node name = tree.canonical(node);
        ShardRange covered = tree.covered(name);
        if (!range.contains(covered)) {
            throw new IllegalArgumentException(
                    "node " + node + " covers shards " + covered + ", the sum is over " + range);
        }
        Map.Entry<Integer, Partial<T>> before = waiting.floorEntry(covered.lo());
        if (before != null && tree.covered(before.getValue().node()).contains(covered)) {
            combiner.release(value);
            return Outcome.DROPPED;
        }
        removeWithin(covered);
        Partial<T> sum = new Partial<>(name, value);
        while (!goals.contains(sum.node())) {
            Partial<T> sibling = removeSibling(sum.node());
            if (sibling == null) {
                put(sum);
                return Outcome.WAITING;
            }
            T total = sum.node().isLeftChild()
                    ? combiner.add(sum.value(), sibling.value())
                    : combiner.add(sibling.value(), sum.value());
            sum = new Partial<>(tree.canonical(sum.node().parent()), total);
        }
        put(sum);
        return Outcome.COMPLETED;
    }

    /** Whether every goal is there. */
    public boolean isComplete() {
        if (waiting.size() != goals.size()) {
            return false;
        }
        for (Partial<T> partial : waiting.values()) {
            if (!goals.contains(partial.node())) {
                return false;
            }
        }
        return true;
    }

    /** The sum at {@code node} if it is there as such, else null. Stays owned by this until {@link #take}. */
    public T value(Node node) {
        Partial<T> partial = waiting.get(tree.covered(node).lo());
        return partial != null && partial.node().equals(tree.canonical(node)) ? partial.value() : null;
    }

    /**
     * Hands the ownership of a goal's sum to the caller; later offers that it covers are dropped as before.
     *
     * @throws IllegalStateException if it is not complete, or was taken
     */
    public T take(Node goal) {
        T value = value(goal);
        if (value == null || !goals.contains(tree.canonical(goal))) {
            throw new IllegalStateException("the sum at " + goal + " is not complete; missing: shards " + missing());
        }
        put(new Partial<>(tree.canonical(goal), null));
        return value;
    }

    /** The ranges of shards of which nothing has come, in order. */
    public List<ShardRange> missing() {
        List<ShardRange> missing = new ArrayList<>();
        int next = range.lo();
        for (Partial<T> partial : waiting.values()) {
            ShardRange covered = tree.covered(partial.node());
            if (next < covered.lo()) {
                missing.add(new ShardRange(next, covered.lo()));
            }
            next = covered.hi();
        }
        if (next < range.hi()) {
            missing.add(new ShardRange(next, range.hi()));
        }
        return missing;
    }

    /** Releases all that waits and starts afresh. */
    public void clear() {
        removeWithin(range);
    }

    private void removeWithin(ShardRange covered) {
        for (var inside = waiting.ceilingEntry(covered.lo()); inside != null && inside.getKey() < covered.hi();) {
            waiting.remove(inside.getKey());
            if (inside.getValue().value() != null) {
                combiner.release(inside.getValue().value());
            }
            inside = waiting.ceilingEntry(covered.lo());
        }
    }

    /** Removes the sibling of {@code node} if it waits; a canonical node below the root always has a canonical one. */
    private Partial<T> removeSibling(Node node) {
        Node sibling = node.sibling();
        int first = tree.covered(sibling).lo();
        Partial<T> partial = waiting.get(first);
        return partial != null && partial.node().equals(sibling) ? waiting.remove(first) : null;
    }

    private void put(Partial<T> partial) {
        waiting.put(tree.covered(partial.node()).lo(), partial);
    }
}
