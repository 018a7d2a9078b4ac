package dev.lockstep.common.reduce;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Cuts a range of shards into contiguous parts, one for each worker (weight: its slots, or its measured speed) or for
 * each slot of a worker. A pure function: every shard is in exactly one part, parts are in order, some may be empty.
 *
 * <p>The rule: (1) the longest time, that is the largest {@code size / weight}, is as small as it can be; (2) among
 * these cuts the parts yield the fewest partials in all, a part yielding one for each of its maximal aligned subtrees;
 * (3) among these the first border that differs is the largest. Past {@link #MAX_SLACK} places to choose from, (2) is left out.
 *
 * <p>With N parts and slack s &lt; N (what the largest sizes allowed by (1) leave over): N (s + 1)^2 / 2 looks.
 */
public final class RangeSplitter {

    /** Past this many places for a border the search for few partials would cost more than they do. */
    static final int MAX_SLACK = 128;

    private RangeSplitter() {}

    /**
     * @param range   what is to be cut, within the tree
     * @param weights one per part, not negative, not all 0; a part of weight 0 is empty
     * @return one range per weight
     */
    public static List<ShardRange> split(ShardTree tree, ShardRange range, int[] weights) {
        long total = 0;
        for (int weight : weights) {
            if (weight < 0) {
                throw new IllegalArgumentException("weights must not be negative: " + Arrays.toString(weights));
            }
            total += weight;
        }
        if (total == 0 || range.hi() > tree.shards()) {
            throw new IllegalArgumentException("cannot cut " + range + " of " + tree.shards() + " shards by weights "
                    + Arrays.toString(weights));
        }
        int[] largest = largestSizes(range.size(), weights, total);
        int slack = Arrays.stream(largest).sum() - range.size();
        return slack <= MAX_SLACK ? fewestPartials(tree, range, largest, slack) : inTurn(range, largest);
    }

    /** As {@link #split(ShardTree, ShardRange, int[])}, with equal weights. */
    public static List<ShardRange> split(ShardTree tree, ShardRange range, int parts) {
        int[] weights = new int[parts];
        Arrays.fill(weights, 1);
        return split(tree, range, weights);
    }

    /** Number of maximal aligned subtrees of {@code range}: what it costs on the wire. */
    public static int partials(ShardTree tree, ShardRange range) {
        int count = 0;
        for (int lo = range.lo(); lo < range.hi(); count++) {
            int hi = lo + 1;
            for (long size = 2; lo % size == 0 && hi < range.hi(); size *= 2) {
                long end = Math.min(lo + size, tree.shards());
                if (end > range.hi()) {
                    break;
                }
                hi = (int) end;
            }
            lo = hi;
        }
        return count;
    }

    /** The largest size of each part within the shortest possible longest time. */
    private static int[] largestSizes(int size, int[] weights, long total) {
        int[] sizes = new int[weights.length];
        int left = size;
        for (int k = 0; k < sizes.length; k++) {
            sizes[k] = (int) ((long) size * weights[k] / total);
            left -= sizes[k];
        }
        if (left == 0) {
            return sizes;
        }
        int slowest = 0;
        for (; left > 0; left--) {
            slowest = -1;
            for (int k = 0; k < sizes.length; k++) {
                if (weights[k] > 0 && (slowest < 0
                        || (sizes[k] + 1L) * weights[slowest] < (sizes[slowest] + 1L) * weights[k])) {
                    slowest = k;
                }
            }
            sizes[slowest]++;
        }
        long time = sizes[slowest];
        long per = weights[slowest];
        for (int k = 0; k < sizes.length; k++) {
            sizes[k] = (int) Math.min(size, time * weights[k] / per);
        }
        return sizes;
    }

    /**
     * Dynamic programming from the last part back. {@code skipped} is how much smaller than allowed the parts so far
     * were, so that a border is {@code lo + largest so far - skipped}.
     */
    private static List<ShardRange> fewestPartials(ShardTree tree, ShardRange range, int[] largest, int slack) {
        int parts = largest.length;
        int[][] smaller = new int[parts][slack + 1];
        int[] costAfter = new int[slack + 1];
        Arrays.fill(costAfter, 0, slack, Integer.MAX_VALUE);
        int end = range.hi() + slack;
        for (int k = parts - 1; k >= 0; k--) {
            int start = end - largest[k];
            int[] cost = new int[slack + 1];
            for (int skipped = 0; skipped <= slack; skipped++) {
                cost[skipped] = Integer.MAX_VALUE;
                int lo = start - skipped;
                for (int less = 0; less <= Math.min(largest[k], slack - skipped) && lo >= range.lo(); less++) {
                    int hi = lo + largest[k] - less;
                    if (hi > range.hi() || costAfter[skipped + less] == Integer.MAX_VALUE) {
                        continue;
                    }
                    int here = partials(tree, new ShardRange(lo, hi)) + costAfter[skipped + less];
                    if (here < cost[skipped]) {
                        cost[skipped] = here;
                        smaller[k][skipped] = less;
                    }
                }
            }
            costAfter = cost;
            end = start;
        }
        List<ShardRange> ranges = new ArrayList<>();
        int lo = range.lo();
        int skipped = 0;
        for (int k = 0; k < parts; k++) {
            int less = smaller[k][skipped];
            ranges.add(new ShardRange(lo, lo + largest[k] - less));
            lo += largest[k] - less;
            skipped += less;
        }
        return ranges;
    }

    private static List<ShardRange> inTurn(ShardRange range, int[] largest) {
        List<ShardRange> ranges = new ArrayList<>();
        int lo = range.lo();
        for (int size : largest) {
            int hi = Math.min(range.hi(), lo + size);
            ranges.add(new ShardRange(lo, hi));
            lo = hi;
        }
        return ranges;
    }
}
