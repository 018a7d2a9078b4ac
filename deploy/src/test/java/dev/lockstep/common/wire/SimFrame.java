package dev.lockstep.common.wire;

import dev.lockstep.common.kernel.Bfloat16Copy;
import dev.lockstep.common.tensor.Storage;
import dev.lockstep.proto.BulkAccept;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderException;
import java.util.EnumSet;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * A frame of the simulated bulk plane. It travels as it is; its bytes are made only to be damaged, by the real writer, and
 * to be refused, by the real decoder.
 */
public sealed interface SimFrame {

    record Hello(BulkSession session, String worker) implements SimFrame {}

    record Accept() implements SimFrame {}

    record Close(String words) implements SimFrame {}

    record Scalars(ScalarPartial partial) implements SimFrame {}

    /** The values are the frame's own. */
    record Gradient(GradientPartial partial) implements SimFrame {}

    /** The values are the frame's own. */
    record Parameters(long version, int block, Storage values) implements SimFrame {}

    /** What a hub of {@code here} says to who shows {@code shown}; null when it may come in. */
    static String refusal(BulkSession here, BulkSession shown) {
        return here.refusal(shown);
    }

    /**
     * Flips one bit of the frame's bytes and reads them.
     *
     * @return why it is refused
     * @throws AssertionError if it is not
     */
    default String refusalWhenFlipped(HubLayout layout, SplittableRandom random) {
        ByteBuf bytes = bytes(new FrameWriter(UnpooledByteBufAllocator.DEFAULT, new ChunkGrid(layout.blocks())));
        byte[] damaged = new byte[bytes.readableBytes()];
        bytes.readBytes(damaged).release();
        int bit = random.nextInt(damaged.length * Byte.SIZE);
        damaged[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
        return read(damaged, layout, this + " with bit " + bit + " flipped");
    }

    /** A length that is too large, but within the limits, waits for more: so a next frame follows. */
    private static String read(byte[] damaged, HubLayout layout, String what) {
        FrameLimits limits = new FrameLimits(new ChunkGrid(layout.blocks()), Optional.of(layout));
        EmbeddedChannel channel = new EmbeddedChannel(new FrameDecoder(limits, EnumSet.allOf(FrameType.class)));
        try {
            channel.writeInbound(Unpooled.wrappedBuffer(damaged));
            channel.writeInbound(Unpooled.wrappedBuffer(new byte[2 * ChunkGrid.CHUNK_BYTES]));
        } catch (DecoderException refused) {
            if (refused.getCause() instanceof BadFrameException bad) {
                return bad.getMessage();
            }
            throw refused;
        } finally {
            Frame read = channel.readInbound();
            if (read != null) {
                read.content().release();
                throw new AssertionError("a damaged frame was accepted: " + what);
            }
        }
        throw new AssertionError("a damaged frame was not refused: " + what);
    }

    /** With one bit of its floats flipped, if it has any: what would be read without a checksum. */
    default SimFrame flipped(SplittableRandom random) {
        Storage values = switch (this) {
            case Gradient gradient -> gradient.partial().values();
            case Parameters parameters -> parameters.values();
            case Hello _,Accept _,Close _,Scalars _ -> Storage.allocate(1);
        };
        int at = values.offset() + random.nextInt(values.length());
        int bits = Float.floatToRawIntBits(values.array()[at]) ^ 1 << random.nextInt(Integer.SIZE);
        values.array()[at] = Float.intBitsToFloat(bits);
        return this;
    }

    private ByteBuf bytes(FrameWriter writer) {
        return switch (this) {
            case Hello hello -> writer.hello(hello.session(), hello.worker(), "");
            case Accept _ -> writer.accept(BulkAccept.getDefaultInstance());
            case Close close -> writer.close(close.words());
            case Scalars scalars -> writer.scalars(scalars.partial());
            case Gradient gradient -> writer.gradient(gradient.partial(), 0, new Bfloat16Copy());
            case Parameters p -> writer.parameters(p.version(), p.block(), 0, p.values());
        };
    }
}
