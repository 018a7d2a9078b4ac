package dev.lockstep.common.wire;

import dev.lockstep.common.kernel.Bfloat16Copy;
import dev.lockstep.common.reduce.Node;
import dev.lockstep.common.reduce.Scalars;
import dev.lockstep.common.tensor.BlockLayout;
import dev.lockstep.common.tensor.Storage;
import dev.lockstep.proto.BulkAccept;
import dev.lockstep.proto.BulkHello;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Makes frames: header, payload, then the checksum over both. The caller owns what is returned. */
record FrameWriter(ByteBufAllocator buffers, ChunkGrid grid) {

    /** @param host empty for a worker that shares no memory */
    ByteBuf hello(BulkSession session, String worker, String host) {
        BlockLayout layout = grid.layout();
        byte[] hello = BulkHello.newBuilder()
                .setRun(session.run())
                .setTerm(session.term())
                .setToken(session.token())
                .setWorker(worker)
                .setBlocks(layout.blocks())
                .setFloats(layout.floats())
                .setHost(host)
                .build()
                .toByteArray();
        if (hello.length > FrameLimits.MAX_HELLO_BYTES) {
            throw new IllegalArgumentException("a hello of " + hello.length + " bytes: the names are too long");
        }
        return bytes(
                new FrameHeader(FrameType.HELLO, 0, 0, FrameHeader.MAGIC, FrameHeader.FORMAT, 0, 0), hello);
    }

    ByteBuf accept(BulkAccept accept) {
        return bytes(FrameHeader.of(FrameType.ACCEPT), accept.toByteArray());
    }

    /** @param secrets of both files, or empty */
    ByteBuf shared(byte[] secrets) {
        return bytes(FrameHeader.of(FrameType.SHARED), secrets);
    }

    ByteBuf gradient(SharedPartial partial) {
        Node node = partial.node();
        ByteBuf frame = begin(new FrameHeader(FrameType.GRADIENT_SHARED, node.level(), 0, partial.step(), node.index(),
                partial.block(), 0), Long.BYTES);
        return seal(frame.writeLongLE(partial.position()));
    }

    /** A block of this version lies in shared memory. */
    ByteBuf parameters(long version, int block) {
        return seal(begin(new FrameHeader(FrameType.PARAMETERS_SHARED, 0, 0, version, 0, block, 0), 0));
    }

    /** Words that are too long are cut. */
    ByteBuf close(String words) {
        byte[] utf8 = words.getBytes(StandardCharsets.UTF_8);
        return bytes(
                FrameHeader.of(FrameType.CLOSE),
                Arrays.copyOf(utf8, Math.min(utf8.length, FrameLimits.MAX_WORDS_BYTES)));
    }

    ByteBuf scalars(ScalarPartial partial) {
        Node node = partial.node();
        Scalars scalars = partial.scalars();
        int part = partial.part().getNumber();
        ByteBuf frame = begin(
                new FrameHeader(FrameType.SCALARS, node.level(), part, partial.version(), node.index(), 0, 0),
                FrameLimits.SCALARS_BYTES);
        frame.writeLongLE(Double.doubleToRawLongBits(scalars.lossSum()));
        frame.writeLongLE(Double.doubleToRawLongBits(scalars.weight()));
        frame.writeLongLE(Double.doubleToRawLongBits(scalars.correct()));
        frame.writeIntLE(scalars.firstNonFiniteLayer());
        return seal(frame);
    }

    /** @param packing of who calls, for partials in bfloat16 */
    ByteBuf gradient(GradientPartial partial, int chunk, Bfloat16Copy packing) {
        Node node = partial.node();
        int block = partial.block();
        FrameHeader header = new FrameHeader(FrameType.ofGradients(partial.precision()), node.level(), 0,
                partial.step(), node.index(), block, chunk);
        Storage values = grid.of(partial.values(), block, chunk);
        return switch (partial.precision()) {
            case F32 -> floats(header, values);
            case BF16 -> packed(header, values, packing);
        };
    }

    ByteBuf parameters(long version, int block, int chunk, Storage blockValues) {
        return floats(
                new FrameHeader(FrameType.PARAMETERS, 0, 0, version, 0, block, chunk),
                grid.of(blockValues, block, chunk));
    }

    private ByteBuf floats(FrameHeader header, Storage values) {
        int bytes = values.length() * Float.BYTES;
        ByteBuf frame = begin(header, bytes);
        frame.nioBuffer(FrameHeader.HEADER_BYTES, bytes)
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer()
                .put(values.array(), values.offset(), values.length());
        frame.writerIndex(FrameHeader.HEADER_BYTES + bytes);
        return seal(frame);
    }

    private ByteBuf packed(FrameHeader header, Storage values, Bfloat16Copy packing) {
        int bytes = values.length() * Short.BYTES;
        ByteBuf frame = begin(header, bytes);
        packing.put(values, MemorySegment.ofBuffer(frame.nioBuffer(FrameHeader.HEADER_BYTES, bytes)), 0);
        frame.writerIndex(FrameHeader.HEADER_BYTES + bytes);
        return seal(frame);
    }

    private ByteBuf bytes(FrameHeader header, byte[] payload) {
        return seal(begin(header, payload.length).writeBytes(payload));
    }

    private ByteBuf begin(FrameHeader header, int payloadBytes) {
        int frameBytes = FrameHeader.HEADER_BYTES + payloadBytes;
        ByteBuf frame = buffers.directBuffer(frameBytes, frameBytes);
        header.write(frame, payloadBytes);
        return frame;
    }

    private static ByteBuf seal(ByteBuf frame) {
        int checkedBytes = frame.writerIndex() - FrameHeader.CHECKED_FROM;
        return frame.setIntLE(FrameHeader.CRC_AT, Checksum.of(frame, FrameHeader.CHECKED_FROM, checkedBytes));
    }
}
