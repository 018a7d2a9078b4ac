package dev.lockstep.common.wire;

import dev.lockstep.common.tensor.BlockLayout;
import dev.lockstep.proto.Welcome;

/** How a worker opens its link to the hub that a {@link Welcome} names: over Netty, or in memory. */
@FunctionalInterface
public interface BulkConnector {

    /** Starts to connect and returns at once; the listener hears {@code opened} or {@code closed}. */
    BulkLink connect(Welcome welcome, String worker, BlockLayout layout, BulkLink.Listener listener);
}
