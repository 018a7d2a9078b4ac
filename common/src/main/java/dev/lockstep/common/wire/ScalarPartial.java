package dev.lockstep.common.wire;

import dev.lockstep.common.reduce.Node;
import dev.lockstep.common.reduce.Scalars;
import dev.lockstep.proto.DataPart;

/**
 * Loss, weight and metrics of the examples under a node of the tree.
 *
 * @param version the parameters that they were computed with; for {@code TRAIN} also the number of the step
 * @param part    {@code TRAIN} for a step, else the part that was evaluated (its tree has the shards of that evaluation)
 */
public record ScalarPartial(long version, DataPart part, Node node, Scalars scalars) {}
