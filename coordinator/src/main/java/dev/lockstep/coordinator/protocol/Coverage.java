package dev.lockstep.coordinator.protocol;

import dev.lockstep.common.reduce.Node;
import dev.lockstep.common.reduce.ShardRange;
import dev.lockstep.common.reduce.ShardTree;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.Predicate;

/**
 * Which shards of one version and part have arrived, and who owes the others. A shard has arrived when its scalars have,
 * and, where gradients are computed, its sums too. Whether a debtor can still be relied on is for the caller to say.
 */
final class Coverage {

    private final ShardTree tree;
    private final BitSet scalars = new BitSet();
    private final BitSet sums = new BitSet();
    /** What has not arrived. */
    private final BitSet missing = new BitSet();
    private final BitSet asked = new BitSet();
    private final List<Duty> duties = new ArrayList<>();

    /** @param withSums gradients are computed, not only scalars */
    Coverage(ShardTree tree, boolean withSums) {
        this.tree = tree;
        missing.set(0, tree.shards());
        if (!withSums) {
            sums.set(0, tree.shards());
        }
    }

    void owe(String worker, boolean standing, List<ShardRange> ranges, long nowNs) {
        BitSet shards = shards(ranges);
        asked.or(shards);
        List<Node> nodes = ranges.stream().flatMap(range -> tree.plan(range).nodes().stream()).toList();
        duties.add(new Duty(worker, standing, shards, nodes, nowNs));
    }

    /** What a worker was given may never come: its link has ended. */
    void release(String worker) {
        duties.removeIf(duty -> duty.worker().equals(worker));
    }

    /** @return the duties that are done with this */
    List<Duty> scalarsArrived(Node node, long nowNs) {
        return arrived(scalars, node, nowNs);
    }

    /** @return the duties that are done with this */
    List<Duty> sumsArrived(Node node, long nowNs) {
        return arrived(sums, node, nowNs);
    }

    /** Whatever is open could not begin before now. */
    void restart(long nowNs) {
        duties.stream().filter(Duty::open).forEach(duty -> duty.restart(nowNs));
    }

    boolean complete() {
        return missing.isEmpty();
    }

    /** Shards that have not arrived; a copy. */
    BitSet missing() {
        return (BitSet) missing.clone();
    }

    /** Shards that have not arrived and that nobody owes who can be relied on. */
    BitSet unowed(Predicate<String> reliable) {
        BitSet unowed = missing();
        for (Duty duty : duties) {
            if (duty.open() && reliable.test(duty.worker())) {
                unowed.andNot(duty.shards());
            }
        }
        return unowed;
    }

    /** Whether somebody was given one of these shards before. */
    boolean askedBefore(ShardRange range) {
        int first = asked.nextSetBit(range.lo());
        return first >= 0 && first < range.hi();
    }

    /** Whether one of these shards has not arrived. */
    boolean lacks(ShardRange range) {
        int first = missing.nextSetBit(range.lo());
        return first >= 0 && first < range.hi();
    }

    /** What was given to workers and not released since, in that order; part of it may have arrived. */
    List<Duty> duties() {
        return duties;
    }

    /** The shards of a duty that have not arrived. */
    BitSet missing(Duty duty) {
        BitSet ofDuty = missing();
        ofDuty.and(duty.shards());
        return ofDuty;
    }

    boolean owes(String worker) {
        for (Duty duty : duties) {
            if (duty.open() && duty.worker().equals(worker)) {
                return true;
            }
        }
        return false;
    }

    /** A set of shards as ranges, in order. */
    static List<ShardRange> ranges(BitSet shards) {
        List<ShardRange> ranges = new ArrayList<>();
        for (int lo = shards.nextSetBit(0); lo >= 0;) {
            int hi = shards.nextClearBit(lo);
            ranges.add(new ShardRange(lo, hi));
            lo = shards.nextSetBit(hi);
        }
        return ranges;
    }

    private static BitSet shards(List<ShardRange> ranges) {
        BitSet shards = new BitSet();
        ranges.forEach(range -> shards.set(range.lo(), range.hi()));
        return shards;
    }

    private List<Duty> arrived(BitSet what, Node node, long nowNs) {
        ShardRange covered = tree.covered(node);
        what.set(covered.lo(), covered.hi());
        for (int shard = covered.lo(); shard < covered.hi(); shard++) {
            if (scalars.get(shard) && sums.get(shard)) {
                missing.clear(shard);
            }
        }
        List<Duty> done = new ArrayList<>();
        for (Duty duty : duties) {
            if (duty.open() && !missing.intersects(duty.shards())) {
                duty.close(nowNs);
                done.add(duty);
            }
        }
        return done;
    }
}
