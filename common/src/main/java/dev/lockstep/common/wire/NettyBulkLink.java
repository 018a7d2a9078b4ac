package dev.lockstep.common.wire;

import dev.lockstep.common.tensor.BlockLayout;
import dev.lockstep.common.tensor.Storage;
import dev.lockstep.common.trace.Span;
import dev.lockstep.common.trace.Trace;
import dev.lockstep.common.wire.shared.SharedFolder;
import dev.lockstep.proto.BulkAccept;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A worker's link over TCP. What is sent waits in an {@link Outbox} and is copied when the channel can take it; what
 * arrives gathers in a {@link ParameterMirror}.
 */
final class NettyBulkLink implements BulkLink {

    static final int CONNECT_DEADLINE_MS = 5_000;

    /** From the standing connection to the hub's answer. */
    static final long ACCEPT_DEADLINE_MS = 10_000;

    private static final Logger LOG = LoggerFactory.getLogger(NettyBulkLink.class);

    private final String worker;
    private final BulkSession session;
    private final Listener listener;
    private final Optional<SharedFolder> folder;
    private final FrameWriter writer;
    private final FrameDecoder decoder;
    private final Outbox outbox;
    private final AtomicReference<String> closedBecause = new AtomicReference<>();
    private volatile Channel channel;
    private FrameSender sender;
    private volatile boolean open;
    /** From the hub's answer on; on the event loop, where two versions of the parameters may take a while to allocate. */
    private ParameterMirror mirror;
    /** Null while nothing is shared with the hub. */
    private volatile LinkSharing sharing;

    /** @param folder where memory is shared with a hub of this host, if it is */
    NettyBulkLink(String worker, BulkSession session, BlockLayout layout, Optional<SharedFolder> folder,
            Listener listener) {
        this.folder = folder;
        ChunkGrid grid = new ChunkGrid(layout);
        this.worker = worker;
        this.session = session;
        this.listener = listener;
        this.writer = new FrameWriter(PooledByteBufAllocator.DEFAULT, grid);
        this.decoder = new FrameDecoder(new FrameLimits(grid), Set.of(FrameType.ACCEPT, FrameType.CLOSE));
        this.outbox = new Outbox(writer);
    }

    static NettyBulkLink connect(EventLoopGroup eventLoops, Transport transport, Optional<SharedFolder> shared,
            HostPort hub, BulkSession session, String worker, BlockLayout layout, Listener listener) {
        NettyBulkLink link = new NettyBulkLink(worker, session, layout, shared, listener);
        ChannelFuture connecting = new Bootstrap()
                .group(eventLoops)
                .channel(transport.connecting())
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_DEADLINE_MS)
                .option(ChannelOption.ALLOCATOR, link.writer.buffers())
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        transport.configure(channel);
                        link.begin(channel);
                    }
                })
                .connect(hub.host(), hub.port());
        link.channel = connecting.channel();
        connecting.addListener(connected -> {
            if (connected.isSuccess()) {
                link.connected();
            } else {
                link.fail("cannot connect to the hub at " + hub + ": " + connected.cause().getMessage());
                link.tellClosed();
            }
        });
        return link;
    }

    /** Makes the channel this link's, before it is connected. */
    void begin(Channel own) {
        channel = own;
        sender = new FrameSender(own, outbox::next,
                () -> fail("the hub has taken nothing of what is sent " + StandstillWatch.FOR_SO_LONG));
        own.pipeline().addLast(decoder, new Frames());
    }

    /** From now on the link is closed when its channel is. */
    void connected() {
        channel.closeFuture().addListener(closed -> tellClosed());
    }

    @Override
    public void send(ScalarPartial partial) {
        added(outbox.add(partial));
    }

    @Override
    public void send(GradientPartial partial) {
        partial.requireFits(writer.grid().layout());
        if (!share(partial)) {
            added(outbox.add(partial));
        }
    }

    /** Puts a partial where the hub finds it; false if it must travel, for instance because there is no room now. */
    private boolean share(GradientPartial partial) {
        LinkSharing shared = sharing;
        if (shared == null || !outbox.wants(partial.step())) {
            return false;
        }
        long began = Trace.begin();
        boolean lies = shared.partials().offer(partial.values(), partial.precision(), position -> added(
                outbox.add(new SharedPartial(partial.step(), partial.node(), partial.block(), position))));
        Trace.end(Span.SHARE, began, partial.step(), partial.block());
        if (lies) {
            partial.release().run();
        }
        return lies;
    }

    private void added(Outbox.Added added) {
        switch (added) {
            case YES -> pumpSoon();
            case NO -> {
            }
            case FULL -> fail("the hub takes too little: " + Outbox.MAX_WAITING + " partials wait to be sent");
        }
    }

    @Override
    public void close() {
        fail("closed by the worker");
    }

    /** Ends the link; the first reason is the one that is told. */
    private void fail(String why) {
        closedBecause.compareAndSet(null, why);
        outbox.close();
        channel.close();
    }

    /** Runs once, when the channel is closed or was never connected. */
    private void tellClosed() {
        closedBecause.compareAndSet(null, "the connection was closed by the hub");
        outbox.close();
        if (sharing != null) {
            sharing.close();
        }
        folder.ifPresent(SharedFolder::sweep);
        LOG.info("bulk link of {} closed: {}", worker, closedBecause.get());
        listener.closed(closedBecause.get());
    }

    private void pumpSoon() {
        if (open) {
            try {
                channel.eventLoop().execute(this::pump);
            } catch (RejectedExecutionException shutDown) {
                outbox.close();
            }
        }
    }

    /** On the event loop. */
    private void pump() {
        try {
            sender.pump();
        } catch (RuntimeException | Error broken) {
            LOG.error("sending a partial failed", broken);
            fail("sending a partial failed: " + broken);
        }
    }

    /** What happens on the channel. */
    private final class Frames extends SimpleChannelInboundHandler<Frame> {

        @Override
        public void channelActive(ChannelHandlerContext context) {
            context.writeAndFlush(
                    writer.hello(session, worker, folder.map(SharedFolder::host).orElse("")));
            context.executor()
                    .schedule(
                            () -> {
                                if (!open) {
                                    fail("the hub did not answer within " + ACCEPT_DEADLINE_MS + " ms");
                                }
                            },
                            ACCEPT_DEADLINE_MS,
                            TimeUnit.MILLISECONDS);
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, Frame frame) throws BadFrameException {
            if (closedBecause.get() != null) {
                return;
            }
            switch (frame.header().type()) {
                case ACCEPT -> accepted(FrameReader.accept(frame));
                case CLOSE -> fail(FrameReader.words(frame));
                case PARAMETERS -> {
                    FrameHeader header = frame.header();
                    outbox.seen(header.version());
                    long began = Trace.begin();
                    Storage whole = mirror.accept(frame);
                    Trace.end(Span.RECEIVE_PARAMETERS, began, header.version(), header.block());
                    here(header, whole);
                }
                case PARAMETERS_SHARED -> {
                    FrameHeader header = frame.header();
                    outbox.seen(header.version());
                    long began = Trace.begin();
                    Storage whole = mirror.accept(header.version(), header.block(), sharing.parameters());
                    Trace.end(Span.RECEIVE_PARAMETERS, began, header.version(), header.block());
                    here(header, whole);
                }
                case HELLO, SCALARS, GRADIENT, GRADIENT_BF16, SHARED, GRADIENT_SHARED ->
                    throw new IllegalStateException("the decoder let through " + frame);
            }
        }

        private void accepted(BulkAccept accept) {
            mirror = new ParameterMirror(writer.grid());
            boolean offered = !accept.getPartials().isEmpty();
            if (offered) {
                share(accept);
            }
            decoder.expect(sharing == null
                    ? Set.of(FrameType.PARAMETERS, FrameType.CLOSE)
                    : Set.of(FrameType.PARAMETERS_SHARED, FrameType.CLOSE));
            open = true;
            listener.opened();
            pump();
        }

        /** Opens what the hub shares, and says whether it is here. */
        private void share(BulkAccept names) {
            byte[] secrets = new byte[0];
            try {
                if (folder.isPresent()) {
                    LinkSharing opened = LinkSharing.open(folder.get(), names, writer.grid().layout());
                    secrets = opened.secrets();
                    sharing = opened;
                }
            } catch (IOException elsewhere) {
                LOG.info("{} shares no memory with its hub: {}", worker, elsewhere.toString());
            }
            channel.writeAndFlush(writer.shared(secrets));
        }

        /** @param whole null if the block is not whole yet, or late */
        private void here(FrameHeader header, Storage whole) {
            if (whole != null) {
                listener.parameters(header.version(), header.block(), whole);
            }
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext context) {
            if (open) {
                pump();
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            Throwable bad = cause.getCause() instanceof BadFrameException ? cause.getCause() : cause;
            switch (bad) {
                case BadFrameException frame -> fail(frame.getMessage());
                case IOException broken -> fail("the connection to the hub broke: " + broken.getMessage());
                case OutOfMemoryError full -> fail("out of memory for two versions of the parameters, "
                        + 2L * Float.BYTES * writer.grid().layout().floats() + " bytes: " + full.getMessage()
                        + "; give this worker more with -Xmx");
                default -> {
                    LOG.error("handling a frame failed", bad);
                    fail("handling a frame failed: " + bad);
                }
            }
        }
    }
}
