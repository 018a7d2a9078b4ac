package dev.lockstep.common.wire;

import dev.lockstep.common.trace.Span;
import dev.lockstep.common.trace.Trace;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.util.function.Supplier;

/**
 * Writes frames while the channel takes them, and no further, so that what waits does so where it can still be replaced.
 * A channel that has frames and takes none for {@link StandstillWatch} is given up: its peer is stopped, or cut off. On
 * the channel's event loop only.
 */
final class FrameSender {

    /** Bytes that may wait in a channel: enough to keep the socket busy. */
    static final int MAX_WAITING_BYTES = 1 << 20;

    /** Below this the channel asks for more. */
    static final int MORE_BELOW_BYTES = 1 << 18;

    private final Channel channel;
    private final Supplier<ByteBuf> frames;
    private final StandstillWatch watch;
    private long written;
    private long sent;

    /**
     * @param frames     null when none waits; called while the channel is writable
     * @param standstill run when the peer takes nothing
     */
    FrameSender(Channel channel, Supplier<ByteBuf> frames, Runnable standstill) {
        this.channel = channel;
        this.frames = frames;
        this.watch = new StandstillWatch(() -> channel.isOpen() && sent < written, () -> sent, standstill);
    }

    /** Sends what waits; to be called when something is added, and when the channel has become writable. */
    void pump() {
        long before = written;
        long began = Trace.begin();
        while (channel.isWritable()) {
            ByteBuf frame = frames.get();
            if (frame == null) {
                break;
            }
            written++;
            channel.write(frame).addListener(done -> sent++);
        }
        if (written > before) {
            channel.flush();
            Trace.end(Span.PACK, began);
        }
        if (sent < written) {
            watch.arm(channel.eventLoop());
        }
    }
}
