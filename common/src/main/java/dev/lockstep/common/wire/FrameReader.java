package dev.lockstep.common.wire;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.lockstep.common.kernel.Bfloat16Copy;
import dev.lockstep.common.reduce.Node;
import dev.lockstep.common.reduce.Scalars;
import dev.lockstep.common.tensor.Storage;
import dev.lockstep.proto.BulkAccept;
import dev.lockstep.proto.BulkHello;
import dev.lockstep.proto.DataPart;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Reads the payloads of frames that the {@link FrameDecoder} has let through. */
final class FrameReader {

    private FrameReader() {}

    static BulkHello hello(Frame frame) throws BadFrameException {
        try {
            return BulkHello.parseFrom(frame.content().nioBuffer());
        } catch (InvalidProtocolBufferException damaged) {
            throw new BadFrameException("a hello that cannot be read: " + damaged.getMessage());
        }
    }

    static BulkAccept accept(Frame frame) throws BadFrameException {
        try {
            return BulkAccept.parseFrom(frame.content().nioBuffer());
        } catch (InvalidProtocolBufferException damaged) {
            throw new BadFrameException("an accept that cannot be read: " + damaged.getMessage());
        }
    }

    /** Both secrets; empty if the worker does not have the files. */
    static byte[] secrets(Frame frame) {
        return ByteBufUtil.getBytes(frame.content());
    }

    /** Where a partial lies in the worker's ring, unchecked. */
    static long position(Frame frame) {
        return frame.content().getLongLE(frame.content().readerIndex());
    }

    static String words(Frame frame) {
        return frame.content().toString(StandardCharsets.UTF_8);
    }

    static ScalarPartial scalars(Frame frame) {
        FrameHeader header = frame.header();
        ByteBuf payload = frame.content();
        int at = payload.readerIndex();
        Scalars scalars = new Scalars(
                Double.longBitsToDouble(payload.getLongLE(at)),
                Double.longBitsToDouble(payload.getLongLE(at + Double.BYTES)),
                Double.longBitsToDouble(payload.getLongLE(at + 2 * Double.BYTES)),
                payload.getIntLE(at + 3 * Double.BYTES));
        DataPart part = DataPart.forNumber(header.part());
        return new ScalarPartial(header.version(), part, node(header), scalars);
    }

    static Node node(FrameHeader header) {
        return new Node(header.level(), header.index());
    }

    /** Copies a chunk of a partial to where it belongs. */
    static void gradient(Frame frame, Storage chunk, Bfloat16Copy unpacking) {
        if (frame.header().type() == FrameType.GRADIENT_BF16) {
            unpacking.get(MemorySegment.ofBuffer(frame.content().nioBuffer()), 0, chunk);
        } else {
            floats(frame, chunk);
        }
    }

    /** Copies a chunk's floats, bit for bit, to where the chunk belongs. */
    static void floats(Frame frame, Storage chunk) {
        frame.content()
                .nioBuffer()
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer()
                .get(chunk.array(), chunk.offset(), chunk.length());
    }
}
