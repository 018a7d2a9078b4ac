package dev.lockstep.deploy.cli;

import dev.lockstep.common.wire.HostPort;
import dev.lockstep.common.wire.NettyBulkHub;
import dev.lockstep.coordinator.actor.HubOpener;

/** Opens the coordinator's end of the bulk plane over TCP. */
final class NettyHubs {

    private NettyHubs() {}

    /**
     * @param host where workers reach it, and where it listens
     * @param port 0 for any
     */
    static HubOpener on(String host, int port) {
        return (session, layout, listener) -> {
            NettyBulkHub hub = NettyBulkHub.listen(new HostPort(host, port), session, layout, listener);
            return new HubOpener.OpenHub(hub, host, hub.address().getPort());
        };
    }
}
