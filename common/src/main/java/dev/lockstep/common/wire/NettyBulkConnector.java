package dev.lockstep.common.wire;

import dev.lockstep.common.tensor.BlockLayout;
import dev.lockstep.common.wire.shared.SharedFolder;
import dev.lockstep.proto.Welcome;
import io.netty.channel.EventLoopGroup;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Opens links over TCP, to the host and port that a {@link Welcome} names; its links share one thread for their I/O. */
public final class NettyBulkConnector implements BulkConnector, AutoCloseable {

    private static final int EVENT_LOOP_THREADS = 1;
    private static final long CLOSE_DEADLINE_MS = 2_000;

    private final Transport transport;
    private final Optional<SharedFolder> shared;
    private final EventLoopGroup eventLoops;

    public NettyBulkConnector() {
        this(Transport.best(), SharedFolder.ofThisHost());
    }

    /** @param shared where memory is shared with a hub of this host, if it is */
    NettyBulkConnector(Transport transport, Optional<SharedFolder> shared) {
        this.transport = transport;
        this.shared = shared;
        this.eventLoops = transport.eventLoops(EVENT_LOOP_THREADS, "lockstep-bulk-link");
    }

    @Override
    public BulkLink connect(Welcome welcome, String worker, BlockLayout layout, BulkLink.Listener listener) {
        if (eventLoops.isShuttingDown()) {
            throw new IllegalStateException("the connector is closed");
        }
        HostPort hub = new HostPort(welcome.getBulkHost(), welcome.getBulkPort());
        return NettyBulkLink.connect(
                eventLoops, transport, shared, hub, BulkSession.of(welcome), worker, layout, listener);
    }

    /** Ends the thread; links that are still open are closed and told. Not to be called by a listener. */
    @Override
    public void close() {
        eventLoops.shutdownGracefully(0, CLOSE_DEADLINE_MS, TimeUnit.MILLISECONDS)
                .awaitUninterruptibly(CLOSE_DEADLINE_MS);
    }
}
