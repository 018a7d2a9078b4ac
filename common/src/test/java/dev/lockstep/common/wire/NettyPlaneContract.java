package dev.lockstep.common.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.common.wire.shared.SharedFolder;
import dev.lockstep.proto.Welcome;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.Optional;

/** Binds the contract to TCP over loopback. */
abstract class NettyPlaneContract extends BulkPlaneFaultsContract {

    private final Transport transport;
    final Optional<SharedFolder> shared;
    private final NettyBulkConnector connector;
    private NettyBulkHub listening;

    NettyPlaneContract(Transport transport, Optional<SharedFolder> shared) {
        this.transport = transport;
        this.shared = shared;
        this.connector = new NettyBulkConnector(transport, shared);
    }

    @Override
    BulkHub open(BulkHub.Listener listener) throws CannotListenException {
        listening = NettyBulkHub.listen(new HostPort("127.0.0.1", 0), SESSION, RUN, listener, transport, shared);
        return listening;
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
                .setBulkHost(listening.address().getHostString())
                .setBulkPort(listening.address().getPort())
                .build();
    }

    @Override
    void end() {
        connector.close();
        assertThat(PooledByteBufAllocator.DEFAULT.pinnedDirectMemory()).isZero();
    }
}
