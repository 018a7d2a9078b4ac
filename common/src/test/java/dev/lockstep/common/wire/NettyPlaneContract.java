package dev.lockstep.common.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.proto.Welcome;
import io.netty.buffer.PooledByteBufAllocator;

/** Binds the contract to TCP over loopback. */
abstract class NettyPlaneContract extends BulkPlaneFaultsContract {

    private final Transport transport;
    private final NettyBulkConnector connector;
    private NettyBulkHub hub;

    NettyPlaneContract(Transport transport) {
        this.transport = transport;
        this.connector = new NettyBulkConnector(transport);
    }

    @Override
    BulkHub open(BulkHub.Listener listener) throws CannotListenException {
        hub = NettyBulkHub.listen(new HostPort("127.0.0.1", 0), SESSION, RUN, listener, transport);
        return hub;
    }

    @Override
    BulkConnector connector() {
        return connector;
    }

    @Override
    Welcome welcome(BulkSession session) {
        return Welcome.newBuilder()
                .setRun(session.run())
                .setTerm(session.term())
                .setBulkToken(session.token())
                .setBulkHost(hub.address().getHostString())
                .setBulkPort(hub.address().getPort())
                .build();
    }

    @Override
    void end() {
        connector.close();
        assertThat(PooledByteBufAllocator.DEFAULT.pinnedDirectMemory()).isZero();
    }
}
