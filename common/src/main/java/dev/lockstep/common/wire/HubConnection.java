package dev.lockstep.common.wire;

import com.google.protobuf.ByteString;
import dev.lockstep.common.tensor.BlockLayout;
import dev.lockstep.common.trace.Span;
import dev.lockstep.common.trace.Trace;
import dev.lockstep.proto.BulkAccept;
import dev.lockstep.proto.BulkHello;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One worker's connection at the hub: a hello first, then partials. What is wrong closes it, and is said once. A worker
 * that does not read holds two versions of the parameters, a block, and what the channel holds, and delays nobody. Fields
 * are the event loop's but for what {@link #send} and {@link #end} use.
 */
final class HubConnection extends SimpleChannelInboundHandler<Frame> {

    /** A connection that has not said who it is after this time is closed. */
    static final long HELLO_DEADLINE_MS = 10_000;

    /** A farewell that has not been sent after this time is not waited for. */
    static final long FAREWELL_DEADLINE_MS = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger(HubConnection.class);

    private final NettyBulkHub hub;
    private final Channel channel;
    private final FrameDecoder decoder;
    private final GradientAssembler assembler;
    private final VersionQueue<List<ByteBuf>> waiting = new VersionQueue<>(HubConnection::release);
    private final AtomicBoolean pumpAsked = new AtomicBoolean();
    /** What is left of the block that is being sent. */
    private final Queue<ByteBuf> sending = new ArrayDeque<>();
    private final FrameSender sender;
    private volatile String worker;
    private boolean attached;
    /** What is offered to the worker, and then shared with it; null for one that is sent everything. */
    private HubSharing.Offer offer;
    private volatile boolean shared;
    /** Null while the connection is alive. */
    private volatile String endedBecause;

    HubConnection(NettyBulkHub hub, Channel channel) {
        ChunkGrid grid = hub.writer().grid();
        this.hub = hub;
        this.channel = channel;
        this.decoder = new FrameDecoder(new FrameLimits(grid, Optional.of(hub.layout())), Set.of(FrameType.HELLO));
        this.assembler = new GradientAssembler(grid, hub.layout().train().precision(), hub.buffers());
        this.sender = new FrameSender(channel, this::nextFrame,
                () -> drop("it has taken nothing of what is sent " + StandstillWatch.FOR_SO_LONG));
    }

    FrameDecoder decoder() {
        return decoder;
    }

    /** Whether parameters lie in memory where this worker reads them. */
    boolean isShared() {
        return shared;
    }

    /** Queues a block's frames, which stay the caller's; from any thread. */
    void send(long version, int block, List<ByteBuf> frames) {
        boolean added = endedBecause == null
                && waiting.add(version, block, frames.stream().map(ByteBuf::retainedDuplicate).toList());
        if (!added || !pumpAsked.compareAndSet(false, true)) {
            return;
        }
        try {
            channel.eventLoop().execute(() -> {
                pumpAsked.set(false);
                sender.pump();
            });
        } catch (RejectedExecutionException shutDown) {
            waiting.close();
        }
    }

    private ByteBuf nextFrame() {
        if (endedBecause != null) {
            return null;
        }
        if (sending.isEmpty()) {
            VersionQueue.Waiting<List<ByteBuf>> next = waiting.poll();
            if (next != null) {
                sending.addAll(next.content());
            }
        }
        return sending.poll();
    }

    private static void release(Collection<ByteBuf> frames) {
        frames.forEach(ByteBuf::release);
    }

    /** Says farewell and closes; from any thread. */
    void end(String why) {
        if (!markEnded(why)) {
            return;
        }
        LOG.info("bulk link of {} ended: {}", name(), why);
        channel.writeAndFlush(hub.writer().close(why)).addListener(ChannelFutureListener.CLOSE);
        try {
            channel.eventLoop().schedule(() -> channel.close(), FAREWELL_DEADLINE_MS, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException shutDown) {
            channel.close();
        }
    }

    /** Closes without a word to the peer, who would not read it. */
    private void drop(String why) {
        if (markEnded(why)) {
            LOG.warn("bulk link of {} closed: {}", name(), why);
            channel.close();
        }
    }

    /** True for the first to end the connection, who has then told the hub. */
    private boolean markEnded(String why) {
        synchronized (this) {
            if (endedBecause != null) {
                return false;
            }
            endedBecause = why;
        }
        waiting.close();
        if (worker != null) {
            hub.detached(worker, this, why);
        }
        return true;
    }

    private String name() {
        return (worker == null ? "a peer" : worker) + " at " + channel.remoteAddress();
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        context.executor()
                .schedule(
                        () -> {
                            if (!attached) {
                                drop("no whole hello within " + HELLO_DEADLINE_MS + " ms");
                            }
                        },
                        HELLO_DEADLINE_MS,
                        TimeUnit.MILLISECONDS);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, Frame frame) throws BadFrameException {
        if (endedBecause != null) {
            return;
        }
        switch (frame.header().type()) {
            case HELLO -> hello(FrameReader.hello(frame));
            case SCALARS -> hub.listener().scalars(worker, FrameReader.scalars(frame));
            case SHARED -> answered(FrameReader.secrets(frame));
            case GRADIENT, GRADIENT_BF16 -> {
                long began = Trace.begin();
                GradientPartial partial = assembler.accept(frame);
                received(frame.header(), began);
                whole(partial);
            }
            case GRADIENT_SHARED -> {
                FrameHeader header = frame.header();
                long began = Trace.begin();
                GradientPartial partial = assembler.accept(new SharedPartial(header.version(),
                        FrameReader.node(header), header.block(), FrameReader.position(frame)), offer.ring());
                received(header, began);
                whole(partial);
            }
            case ACCEPT, CLOSE, PARAMETERS, PARAMETERS_SHARED ->
                throw new IllegalStateException("the decoder let through " + frame);
        }
    }

    private static void received(FrameHeader header, long beganNs) {
        Trace.end(Span.RECEIVE_PARTIAL, beganNs, header.version(), header.block());
    }

    /** @param partial null if it is not whole yet, or came before */
    private void whole(GradientPartial partial) {
        if (partial != null) {
            hub.listener().gradient(worker, partial);
        }
    }

    private void hello(BulkHello hello) throws BadFrameException {
        ByteString token = hello.getToken();
        if (hello.getWorker().isBlank() || token.isEmpty() || token.size() > BulkSession.MAX_TOKEN_BYTES) {
            throw new BadFrameException("a hello without a name or a token");
        }
        String refusal = hub.session()
                .refusal(new BulkSession(PeerLimits.name(hello.getRun()), hello.getTerm(), token));
        BlockLayout layout = hub.writer().grid().layout();
        if (refusal == null && (hello.getBlocks() != layout.blocks() || hello.getFloats() != layout.floats())) {
            refusal = "the model here has " + layout + ", not " + hello.getBlocks() + " blocks of " + hello.getFloats()
                    + " floats";
        }
        if (refusal != null) {
            end(refusal);
            return;
        }
        worker = PeerLimits.name(hello.getWorker());
        decoder.expect(Set.of());
        Optional<HubSharing> near = hub.sharing().filter(sharing -> sharing.isOn(hello.getHost()));
        if (near.isEmpty()) {
            accept(Optional.empty());
        } else {
            offer(near.get());
        }
    }

    /** Files are written meanwhile, on a thread of its own. */
    private void offer(HubSharing near) {
        Thread.ofPlatform().daemon().name("lockstep-bulk-share").start(() -> {
            Optional<HubSharing.Offer> made = near.offer();
            try {
                channel.eventLoop().execute(() -> accept(made));
            } catch (RejectedExecutionException shutDown) {
                made.ifPresent(HubSharing.Offer::close);
            }
        });
    }

    private void accept(Optional<HubSharing.Offer> made) {
        if (endedBecause != null || !channel.isActive()) {
            made.ifPresent(HubSharing.Offer::close);
            return;
        }
        if (made.isEmpty()) {
            channel.writeAndFlush(hub.writer().accept(BulkAccept.getDefaultInstance()));
            attach();
        } else {
            offer = made.get();
            decoder.expect(Set.of(FrameType.SHARED));
            channel.writeAndFlush(hub.writer().accept(offer.names()));
        }
    }

    /** The worker has what was offered if it knows the secrets. */
    private void answered(byte[] secrets) throws BadFrameException {
        if (secrets.length == 0) {
            LOG.info("{} shares no memory with this hub: it does not find the files", name());
            closeOffer();
        } else if (!offer.isProvedBy(secrets)) {
            throw new BadFrameException("the secrets are not those of the files that were offered");
        } else {
            offer.taken();
            shared = true;
        }
        attach();
    }

    private void attach() {
        attached = true;
        decoder.expect(shared
                ? Set.of(FrameType.SCALARS, hub.layout().gradients(), FrameType.GRADIENT_SHARED)
                : Set.of(FrameType.SCALARS, hub.layout().gradients()));
        hub.attach(worker, this);
        // Whoever ended the connection before it was attached had nobody to tell.
        if (endedBecause != null) {
            hub.detached(worker, this, endedBecause);
        }
    }

    private void closeOffer() {
        if (offer != null) {
            offer.close();
            offer = null;
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        assembler.close();
        closeOffer();
        waiting.close();
        release(sending);
        sending.clear();
        if (markEnded("the connection was closed at the other end")) {
            LOG.info("bulk link of {} closed at the other end", name());
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        sender.pump();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        Throwable bad = cause.getCause() instanceof BadFrameException ? cause.getCause() : cause;
        switch (bad) {
            case BadFrameException frame -> drop(frame.getMessage());
            case IOException broken -> drop("the connection broke: " + broken.getMessage());
            default -> {
                LOG.error("handling a frame failed", bad);
                drop("handling a frame failed: " + bad);
            }
        }
    }
}
