package dev.lockstep.coordinator.actor;

import dev.lockstep.common.wire.BulkHub;
import dev.lockstep.common.wire.BulkSession;
import dev.lockstep.common.wire.HubLayout;
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
    record OpenHub(BulkHub hub, String host, int port) {

        /** A hub in this process's memory. */
        public static OpenHub inMemory(BulkHub hub) {
            return new OpenHub(hub, "", 0);
        }
    }

    /**
     * @param session what workers show to be let in
     * @param layout  what can arrive
     * @throws IOException for instance if the port is in use; the run fails with its message and exit code 1
     */
    OpenHub open(BulkSession session, HubLayout layout, BulkHub.Listener listener) throws IOException;
}
