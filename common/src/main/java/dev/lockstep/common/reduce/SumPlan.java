package dev.lockstep.common.reduce;

import java.util.List;

/**
 * How to sum the shards of a range with a stack: push the sum of shard {@code range.lo() + s}, then add the two topmost
 * entries {@code mergesAfter[s]} times (left plus right, the left one below). What is left on the stack at the end,
 * bottom first, are the sums at {@code nodes}: the maximal aligned subtrees of the range.
 *
 * @param range       the shards
 * @param mergesAfter additions after each shard, length {@code range.size()}
 * @param nodes       what remains, in order of shards; canonical names
 * @param depth       the largest height of the stack
 * @param precision   what each shard's sum, and the result of each addition, is rounded to
 */
public record SumPlan(ShardRange range, int[] mergesAfter, List<Node> nodes, int depth, Precision precision) {}
