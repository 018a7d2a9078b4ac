package dev.lockstep.common.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;
import java.util.Set;

/**
 * Cuts a byte stream into {@link Frame}s: length, then header, then checksum, each refused as soon as it is there and
 * wrong. After a bad frame nothing more is read, for its end is not known. A frame that is begun and does not become
 * whole (its length was damaged and waits for bytes that nobody sends, or its sender has stopped) is refused, too, as
 * {@link StandstillWatch} says.
 */
final class FrameDecoder extends ByteToMessageDecoder {

    private final FrameLimits limits;
    private Set<FrameType> expected;
    private boolean broken;
    private StandstillWatch watch;
    private long framesRead;
    private int bytesLeft;

    FrameDecoder(FrameLimits limits, Set<FrameType> expected) {
        this.limits = limits;
        this.expected = expected;
    }

    /** From the next frame on; on the event loop. */
    void expect(Set<FrameType> types) {
        expected = types;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        watch = new StandstillWatch(() -> !broken && bytesLeft > 0, () -> framesRead, () -> {
            broken = true;
            context.fireExceptionCaught(new BadFrameException("a frame has been incomplete "
                    + StandstillWatch.FOR_SO_LONG + ": " + bytesLeft + " bytes of it are here"));
        });
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object bytes) throws Exception {
        super.channelRead(context, bytes);
        bytesLeft = actualReadableBytes();
        if (bytesLeft > 0) {
            watch.arm(context.executor());
        }
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) throws BadFrameException {
        if (broken) {
            in.skipBytes(in.readableBytes());
            return;
        }
        try {
            Frame frame = next(in);
            if (frame != null) {
                framesRead++;
                out.add(frame);
            }
        } catch (BadFrameException bad) {
            broken = true;
            throw bad;
        }
    }

    /** Null while more bytes are needed. */
    private Frame next(ByteBuf in) throws BadFrameException {
        int at = in.readerIndex();
        if (in.readableBytes() < FrameHeader.LENGTH_BYTES) {
            return null;
        }
        long lengthBytes = in.getUnsignedIntLE(at);
        FrameLimits.checkLength(lengthBytes);
        if (in.readableBytes() < FrameHeader.HEADER_BYTES) {
            return null;
        }
        FrameHeader header = FrameHeader.read(in, at);
        if (!expected.contains(header.type())) {
            throw new BadFrameException("a " + header.type() + " frame where only " + expected + " may come");
        }
        int payloadBytes = limits.payloadBytes(header, lengthBytes);
        int frameBytes = FrameHeader.HEADER_BYTES + payloadBytes;
        if (in.readableBytes() < frameBytes) {
            return null;
        }
        int said = in.getIntLE(at + FrameHeader.CRC_AT);
        int found = Checksum.of(in, at + FrameHeader.CHECKED_FROM, frameBytes - FrameHeader.CHECKED_FROM);
        if (said != found) {
            throw new BadFrameException("a damaged " + header.type() + " frame: its CRC32C is "
                    + Integer.toHexString(found) + ", the sender's was " + Integer.toHexString(said));
        }
        in.skipBytes(FrameHeader.HEADER_BYTES);
        return new Frame(header, in.readRetainedSlice(payloadBytes));
    }
}
