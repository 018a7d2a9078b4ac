/**
 * The tree over shards, ranges and partials: pure arithmetic, no numbers of a model. May import {@code tensor} only.
 *
 * <pre>
 *   S = 5        (3,0)            node (l, i) covers shards [i 2^l, (i+1) 2^l) within [0, S)
 *               /     \
 *           (2,0)     (2,1)       (2,1) covers shard 4 alone, so it IS leaf 4: no addition, no rounding
 *          /    \        |
 *      (1,0)   (1,1)     |
 *      /  \    /  \      |
 *     0    1  2    3     4
 * </pre>
 */
package dev.lockstep.common.reduce;
