package dev.lockstep.common.wire;

import dev.lockstep.common.tensor.BlockLayout;
import dev.lockstep.common.tensor.Storage;
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
    private final FrameWriter writer;
    private final FrameDecoder decoder;
    private final Outbox outbox;
    private final AtomicReference<String> closedBecause = new AtomicReference<>();
    private volatile Channel channel;
    private FrameSender sender;
    private volatile boolean open;
    /** From the hub's answer on; on the event loop, where two versions of the parameters may take a while to allocate. */
    private ParameterMirror mirror;

    NettyBulkLink(String worker, BulkSession session, BlockLayout layout, Listener listener) {
        ChunkGrid grid = new ChunkGrid(layout);
        this.worker = worker;
        this.session = session;
        this.listener = listener;
        this.writer = new FrameWriter(PooledByteBufAllocator.DEFAULT, grid);
        this.decoder = new FrameDecoder(new FrameLimits(grid), Set.of(FrameType.ACCEPT, FrameType.CLOSE));
        this.outbox = new Outbox(writer);
    }

    static NettyBulkLink connect(EventLoopGroup eventLoops, Transport transport, HostPort hub, BulkSession session,
            String worker, BlockLayout layout, Listener listener) {
        NettyBulkLink link = new NettyBulkLink(worker, session, layout, listener);
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
        added(outbox.add(partial));
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
            context.writeAndFlush(writer.hello(session, worker));
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
        protected void channelRead0(ChannelHandlerContext context, Frame frame) {
            if (closedBecause.get() != null) {
                return;
            }
            switch (frame.header().type()) {
                case ACCEPT -> {
                    mirror = new ParameterMirror(writer.grid());
                    decoder.expect(Set.of(FrameType.PARAMETERS, FrameType.CLOSE));
                    open = true;
                    listener.opened();
                    pump();
                }
                case CLOSE -> fail(FrameReader.words(frame));
                case PARAMETERS -> {
                    outbox.seen(frame.header().version());
                    Storage whole = mirror.accept(frame);
                    if (whole != null) {
                        listener.parameters(frame.header().version(), frame.header().block(), whole);
                    }
                }
                case HELLO, SCALARS, GRADIENT -> throw new IllegalStateException("the decoder let through " + frame);
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
