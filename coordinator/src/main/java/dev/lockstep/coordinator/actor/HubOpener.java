package dev.lockstep.coordinator.actor;

import dev.lockstep.common.tensor.BlockLayout;
import dev.lockstep.common.wire.BulkHub;
import java.io.IOException;

/** How a coordinator opens its end of the bulk plane: over Netty, or in memory. */
@FunctionalInterface
public interface HubOpener {

    /**
     * An open hub and where workers reach it.
     *
     * @param host empty for a hub in this process's memory
     * @param port 0 for a hub in this process's memory
     */
    record OpenHub(BulkHub hub, String host, int port) {}

    /**
     * @param run   unique for a run
     * @param term  of this coordinator
     * @param token what a worker shows to be let in
     * @throws IOException for instance if the port is in use; the run fails with its message and exit code 1
     */
    OpenHub open(String run, int term, byte[] token, BlockLayout layout, BulkHub.Listener listener) throws IOException;
}
