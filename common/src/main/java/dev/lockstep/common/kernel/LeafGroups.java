package dev.lockstep.common.kernel;

import java.util.Arrays;

/**
 * Leaves that one tile computes at a time: siblings of as many links, which are added to each other before anything
 * else. In packed operands their first links lie beside each other, then their second ones, and so on.
 *
 * @param sizes    leaves of each group: 1, 2 or 4
 * @param linkEnds one past the last link of each group
 * @param merges   additions to what lies below after each group
 */
record LeafGroups(int[] sizes, int[] linkEnds, int[] merges) {

    /**
     * Groups the shards of a tree.
     *
     * @param most leaves that a group may have
     * @param uses how often the weight is used: a row of a shard is that many links
     */
    static LeafGroups of(int most, int[] rowEnds, int uses, int[] mergesAfter) {
        int[] sizes = new int[rowEnds.length];
        int[] linkEnds = new int[rowEnds.length];
        int[] merges = new int[rowEnds.length];
        int groups = 0;
        for (int s = 0, size; s < rowEnds.length; s += size, groups++) {
            size = most >= 4 && four(s, rowEnds, mergesAfter) ? 4 : most >= 2 && pair(s, rowEnds, mergesAfter) ? 2 : 1;
            sizes[groups] = size;
            linkEnds[groups] = Math.multiplyExact(rowEnds[s + size - 1], uses);
            merges[groups] = mergesAfter[s + size - 1] - size / 2;
        }
        return new LeafGroups(Arrays.copyOf(sizes, groups), Arrays.copyOf(linkEnds, groups),
                Arrays.copyOf(merges, groups));
    }

    private static boolean four(int s, int[] rowEnds, int[] merges) {
        return s + 4 <= rowEnds.length && pair(s, rowEnds, merges) && merges[s + 1] == 1 && merges[s + 2] == 0
                && merges[s + 3] >= 2 && rows(s, rowEnds) == rows(s + 2, rowEnds)
                && rows(s, rowEnds) == rows(s + 3, rowEnds);
    }

    private static boolean pair(int s, int[] rowEnds, int[] merges) {
        return s + 2 <= rowEnds.length && merges[s] == 0 && merges[s + 1] >= 1
                && rows(s, rowEnds) == rows(s + 1, rowEnds);
    }

    private static int rows(int s, int[] rowEnds) {
        return s == 0 ? rowEnds[0] : rowEnds[s] - rowEnds[s - 1];
    }

    /** All links of all leaves. */
    int links() {
        return linkEnds.length == 0 ? 0 : linkEnds[linkEnds.length - 1];
    }
}
