package dev.lockstep.common.wire;

import dev.lockstep.common.tensor.Storage;
import dev.lockstep.common.wire.shared.SharedFolder;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The hub over TCP. A block is encoded once, on the publisher's thread, and the same buffers go to every worker. Whoever
 * does not keep up gets the newest versions only ({@link VersionQueue}), and who takes nothing at all is detached ({@link
 * FrameSender}). {@link FrameHeader} draws what is sent. With workers of its own host it shares memory where both can.
 */
public final class NettyBulkHub implements BulkHub {

    /** Connections at a time, attached or not; more are closed at once. Some workers may be connecting anew. */
    static final int MAX_CONNECTIONS = PeerLimits.MAX_WORKERS + PeerLimits.MAX_WORKERS / 4;

    private static final int EVENT_LOOP_THREADS = 2;
    private static final int LISTEN_BACKLOG = 256;
    private static final long LISTEN_DEADLINE_MS = 10_000;
    private static final long CLOSE_DEADLINE_MS = 2_000;

    private final BulkSession session;
    private final HubLayout layout;
    private final FrameWriter writer;
    private final Listener listener;
    private final BlockBuffers buffers;
    private final Optional<HubSharing> sharing;
    private final EventLoopGroup eventLoops;
    private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
    private final ConcurrentNavigableMap<String, HubConnection> attached = new ConcurrentSkipListMap<>();
    private final Object membership = new Object();
    private Channel server;

    private NettyBulkHub(BulkSession session, HubLayout layout, Listener listener, Transport transport,
            Optional<SharedFolder> shared) {
        this.sharing = shared.map(folder -> new HubSharing(folder, layout.blocks()));
        this.session = session;
        this.layout = layout;
        this.writer = new FrameWriter(PooledByteBufAllocator.DEFAULT, new ChunkGrid(layout.blocks()));
        this.listener = listener;
        this.buffers = new BlockBuffers(layout.blocks());
        this.eventLoops = transport.eventLoops(EVENT_LOOP_THREADS, "lockstep-bulk-hub");
    }

    /**
     * Listens for the links of one session.
     *
     * @param bind port 0 for any; {@link #address()} tells which
     * @throws CannotListenException when the port is taken or the address is not this machine's
     */
    public static NettyBulkHub listen(HostPort bind, BulkSession session, HubLayout layout, Listener listener)
            throws CannotListenException {
        return listen(bind, session, layout, listener, Transport.best(), SharedFolder.ofThisHost());
    }

    /** @param shared where memory is shared with workers of this host, if it is */
    static NettyBulkHub listen(HostPort bind, BulkSession session, HubLayout layout, Listener listener,
            Transport transport, Optional<SharedFolder> shared) throws CannotListenException {
        NettyBulkHub hub = new NettyBulkHub(session, layout, listener, transport, shared);
        ChannelFuture bound = new ServerBootstrap()
                .group(hub.eventLoops)
                .channel(transport.listening())
                .option(ChannelOption.SO_BACKLOG, LISTEN_BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.ALLOCATOR, hub.writer.buffers())
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        transport.configure(channel);
                        hub.welcome(channel);
                    }
                })
                .bind(new InetSocketAddress(bind.host(), bind.port()));
        if (!bound.awaitUninterruptibly(LISTEN_DEADLINE_MS) || !bound.isSuccess()) {
            hub.eventLoops.shutdownGracefully(0, CLOSE_DEADLINE_MS, TimeUnit.MILLISECONDS);
            throw new CannotListenException(bind, bound.isDone()
                    ? bound.cause()
                    : new TimeoutException("no answer within " + LISTEN_DEADLINE_MS + " ms"));
        }
        hub.server = bound.channel();
        return hub;
    }

    /** Where workers reach this hub. */
    public InetSocketAddress address() {
        return (InetSocketAddress) server.localAddress();
    }

    @Override
    public void publish(long version, int block, Storage parameters, Set<String> except) {
        List<HubConnection> workers = new ArrayList<>();
        attached.forEach((worker, connection) -> {
            if (!except.contains(worker)) {
                workers.add(connection);
            }
        });
        send(version, block, parameters, workers);
    }

    @Override
    public void publishTo(String worker, long version, int block, Storage parameters) {
        HubConnection connection = attached.get(worker);
        if (connection != null) {
            send(version, block, parameters, List.of(connection));
        }
    }

    @Override
    public void detach(String worker, String why) {
        HubConnection connection = attached.get(worker);
        if (connection != null) {
            connection.end(why);
        }
    }

    /** Tells the workers, waits a short while until they are told, and frees the port. */
    @Override
    public void close() {
        server.close().awaitUninterruptibly(CLOSE_DEADLINE_MS);
        for (Channel channel : connections) {
            HubConnection connection = channel.pipeline().get(HubConnection.class);
            if (connection != null) {
                connection.end("the hub has closed");
            }
        }
        connections.newCloseFuture().addListener(closed -> shutDown());
        eventLoops.terminationFuture().awaitUninterruptibly(CLOSE_DEADLINE_MS);
        shutDown();
        sharing.ifPresent(HubSharing::close);
    }

    private void shutDown() {
        eventLoops.shutdownGracefully(0, CLOSE_DEADLINE_MS, TimeUnit.MILLISECONDS);
    }

    void welcome(Channel channel) {
        if (connections.size() >= MAX_CONNECTIONS) {
            channel.close();
            return;
        }
        connections.add(channel);
        HubConnection connection = new HubConnection(this, channel);
        channel.pipeline().addLast(connection.decoder(), connection);
    }

    private void send(long version, int block, Storage parameters, Collection<HubConnection> workers) {
        List<HubConnection> near = workers.stream().filter(HubConnection::isShared).toList();
        if (!near.isEmpty() && sharing.orElseThrow().put(version, block, parameters)) {
            send(version, block, List.of(writer.parameters(version, block)), near);
        }
        List<HubConnection> far = workers.stream().filter(worker -> !near.contains(worker)).toList();
        if (!far.isEmpty()) {
            send(version, block, frames(version, block, parameters), far);
        }
    }

    private List<ByteBuf> frames(long version, int block, Storage parameters) {
        Storage blockValues = writer.grid().layout().of(parameters, block);
        List<ByteBuf> frames = new ArrayList<>();
        for (int chunk = 0; chunk < writer.grid().chunks(block); chunk++) {
            frames.add(writer.parameters(version, block, chunk, blockValues));
        }
        return frames;
    }

    private static void send(long version, int block, List<ByteBuf> frames, Collection<HubConnection> workers) {
        workers.forEach(worker -> worker.send(version, block, frames));
        frames.forEach(ByteBuf::release);
    }

    Optional<HubSharing> sharing() {
        return sharing;
    }

    BulkSession session() {
        return session;
    }

    HubLayout layout() {
        return layout;
    }

    FrameWriter writer() {
        return writer;
    }

    Listener listener() {
        return listener;
    }

    BlockBuffers buffers() {
        return buffers;
    }

    /** Tells the listener; a former connection of the same worker is told as detached before. */
    void attach(String worker, HubConnection connection) {
        synchronized (membership) {
            HubConnection former = attached.remove(worker);
            if (former != null) {
                listener.detached(worker, "replaced by a newer link");
                former.end("replaced by a newer link");
            }
            attached.put(worker, connection);
            listener.attached(worker);
        }
    }

    /** Tells the listener, unless it knows. */
    void detached(String worker, HubConnection connection, String why) {
        synchronized (membership) {
            if (attached.remove(worker, connection)) {
                listener.detached(worker, why);
            }
        }
    }
}
