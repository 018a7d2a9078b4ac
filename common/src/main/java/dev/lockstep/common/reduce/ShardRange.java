package dev.lockstep.common.reduce;

/**
 * Shards {@code [lo, hi)} of a batch: what a worker or a slot computes at a time.
 *
 * @param lo first shard
 * @param hi one past the last shard; equal to {@code lo} for nothing
 */
public record ShardRange(int lo, int hi) {

    public ShardRange {
        if (lo < 0 || hi < lo) {
            throw new IllegalArgumentException("a range needs 0 <= lo <= hi, got [" + lo + ", " + hi + ")");
        }
    }

    public int size() {
        return hi - lo;
    }

    public boolean isEmpty() {
        return lo == hi;
    }

    public boolean contains(ShardRange other) {
        return lo <= other.lo && other.hi <= hi;
    }

    @Override
    public String toString() {
        return "[" + lo + ", " + hi + ")";
    }
}
