package dev.lockstep.common.wire;

import dev.lockstep.common.reduce.Node;

/**
 * A gradient partial that lies whole in the ring which a worker shares with its hub.
 *
 * @param position as {@link dev.lockstep.common.wire.shared.PartialRing} counts
 */
record SharedPartial(long step, Node node, int block, long position) {}
