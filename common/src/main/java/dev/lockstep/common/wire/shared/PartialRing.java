package dev.lockstep.common.wire.shared;

import dev.lockstep.common.tensor.BlockLayout;

/**
 * How partials lie in a ring of floats: one behind the other, each whole and beginning at a border of a cache line. A
 * position counts floats since the ring's beginning and only rises; it stands for the place {@code position mod floats}. A
 * partial that would cross the end begins at the start.
 *
 * @param floats of the ring, a multiple of a cache line
 */
public record PartialRing(long floats) {

    /** Two of the longest blocks at least. */
    private static final int LEAST_BLOCKS = 2;

    /** 16 MiB: what was just written is then read from the CPU's cache, and written over there. */
    private static final long MOST_FLOATS = 4L << 20;

    /** Fits the partials of a model of this layout. */
    public static PartialRing of(BlockLayout layout) {
        int longest = 0;
        for (int block = 0; block < layout.blocks(); block++) {
            longest = Math.max(longest, layout.length(block));
        }
        long least = LEAST_BLOCKS * SharedFile.aligned(longest);
        long whole = SharedFile.aligned(layout.floats()) + (long) SharedFile.ALIGNED_FLOATS * layout.blocks();
        return new PartialRing(Math.max(least, Math.min(MOST_FLOATS, 2 * whole)));
    }

    /** Where a partial of this length begins that may begin at {@code position} or later. */
    long begin(long position, int length) {
        long place = position % floats;
        return place + length <= floats ? position : position + floats - place;
    }

    /** Where the next one may begin. */
    long end(long begin, int length) {
        return begin + SharedFile.aligned(length);
    }

    /** Why there can be no partial at this position, in words; null when there can. */
    String refusal(long position, int length, long taken) {
        boolean sound = position >= taken && position <= Long.MAX_VALUE / 2
                && position % SharedFile.ALIGNED_FLOATS == 0 && position % floats + length <= floats;
        return sound
                ? null
                : "a partial of " + length + " floats at " + position + " of a ring of " + floats
                        + " floats, which has been read up to " + taken;
    }
}
