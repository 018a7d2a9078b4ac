package dev.lockstep.common.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.lockstep.common.kernel.Bfloat16Copy;
import dev.lockstep.common.reduce.Node;
import dev.lockstep.common.reduce.Precision;
import dev.lockstep.common.reduce.Scalars;
import dev.lockstep.common.tensor.BlockLayout;
import dev.lockstep.common.tensor.Storage;
import dev.lockstep.proto.BulkAccept;
import dev.lockstep.proto.DataPart;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FrameDecoderTest {

    private static final ChunkGrid GRID = new ChunkGrid(new BlockLayout(new int[]{0, 3, 20003}));
    private static final FrameWriter WRITER = new FrameWriter(UnpooledByteBufAllocator.DEFAULT, GRID);
    private static final BulkSession SESSION = new BulkSession("run-1", 3, ByteString.copyFromUtf8("token"));

    record Sample(String name, byte[] bytes) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Sample> smallFrames() {
        Storage values = new Storage(new float[]{1, -0.0f, Float.NaN}, 0, 3);
        return Stream.of(
                new Sample("HELLO", bytes(WRITER.hello(SESSION, "w1", ""))),
                new Sample("ACCEPT", bytes(WRITER.accept(BulkAccept.getDefaultInstance()))),
                new Sample("CLOSE", bytes(WRITER.close("the run is over"))),
                new Sample("SCALARS", bytes(WRITER.scalars(scalars()))),
                new Sample("GRADIENT", bytes(WRITER.gradient(gradient(values), 0, new Bfloat16Copy()))),
                new Sample("GRADIENT_BF16",
                        bytes(WRITER.gradient(new GradientPartial(9, new Node(1, 1), 0, Precision.BF16,
                                new Storage(new float[]{1, 0, -2}, 0, 3), () -> {}), 0, new Bfloat16Copy()))),
                new Sample("PARAMETERS", bytes(WRITER.parameters(9, 0, 0, values))),
                new Sample("SHARED", bytes(WRITER.shared(new byte[FrameLimits.SECRETS_BYTES]))),
                new Sample("GRADIENT_SHARED", bytes(WRITER.gradient(new SharedPartial(9, new Node(1, 1), 1, 64)))),
                new Sample("PARAMETERS_SHARED", bytes(WRITER.parameters(9, 1))));
    }

    @Test
    void theBytesAreThoseThatAreDrawn() {
        Storage values = new Storage(new float[]{1, 2}, 0, 2);
        FrameWriter writer = new FrameWriter(
                UnpooledByteBufAllocator.DEFAULT, new ChunkGrid(new BlockLayout(new int[]{0, 1, 2, 3, 4, 5, 7})));
        ByteBuf frame = writer.gradient(new GradientPartial(7, new Node(1, 3), 5, values, () -> {}), 0,
                new Bfloat16Copy());
        ByteBuf half = writer.gradient(new GradientPartial(7, new Node(1, 3), 5, Precision.BF16, values, () -> {}), 0,
                new Bfloat16Copy());
        assertThat(ByteBufUtil.hexDump(half, 0, 4)).isEqualTo("20000000");
        assertThat(ByteBufUtil.hexDump(half, 8, 28))
                .isEqualTo("0a010000" + "0700000000000000" + "03000000" + "05000000" + "00000000" + "803f0040");
        half.release();
        assertThat(ByteBufUtil.hexDump(frame, 0, 4)).isEqualTo("24000000");
        assertThat(ByteBufUtil.hexDump(frame, 8, 32))
                .isEqualTo("05010000" + "0700000000000000" + "03000000" + "05000000" + "00000000" + "0000803f00000040");
        frame.release();
    }

    @ParameterizedTest
    @MethodSource("smallFrames")
    void aFrameSplitAtEveryByteIsTheSameFrame(Sample sample) {
        byte[] two = Unpooled.wrappedBuffer(sample.bytes, sample.bytes).copy().array();
        for (int cut = 1; cut < two.length; cut++) {
            EmbeddedChannel channel = decoding(EnumSet.allOf(FrameType.class));
            channel.writeInbound(Unpooled.copiedBuffer(two, 0, cut));
            channel.writeInbound(Unpooled.copiedBuffer(two, cut, two.length - cut));
            assertThat(takenBack(channel)).as("cut at %d", cut).containsExactly(sample.name, sample.name);
        }
        EmbeddedChannel drop = decoding(EnumSet.allOf(FrameType.class));
        for (byte single : two) {
            drop.writeInbound(Unpooled.wrappedBuffer(new byte[]{single}));
        }
        assertThat(takenBack(drop)).containsExactly(sample.name, sample.name);
    }

    @ParameterizedTest
    @MethodSource("smallFrames")
    void everyFlippedBitIsRefused(Sample sample) {
        for (int bit = 0; bit < sample.bytes.length * 8; bit++) {
            byte[] flipped = sample.bytes.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            EmbeddedChannel channel = decoding(EnumSet.allOf(FrameType.class));
            boolean refused = refuses(channel, flipped);
            assertThat(takenBack(channel)).as("bit %d", bit).isEmpty();
            // A length that grew within its limits waits for bytes; those that follow show the damage.
            assertThat(refused || refuses(channel, new byte[FrameLimits.MAX_HELLO_BYTES])).as("bit %d", bit).isTrue();
            channel.finishAndReleaseAll();
        }
    }

    @ParameterizedTest
    @MethodSource("smallFrames")
    void aTruncatedFrameIsNeverDelivered(Sample sample) {
        for (int length = 0; length < sample.bytes.length; length++) {
            EmbeddedChannel channel = decoding(EnumSet.allOf(FrameType.class));
            channel.writeInbound(Unpooled.copiedBuffer(sample.bytes, 0, length));
            channel.finish();
            assertThat(takenBack(channel)).isEmpty();
        }
    }

    @Test
    void anOversizedLengthIsRefusedOnItsFourBytesAlone() {
        for (long length : new long[]{0, 27, 28 + ChunkGrid.CHUNK_BYTES + 1, Integer.MAX_VALUE, 0xffff_ffffL}) {
            ByteBuf bytes = Unpooled.buffer().writeIntLE((int) length);
            assertThatThrownBy(() -> decoding(EnumSet.allOf(FrameType.class)).writeInbound(bytes))
                    .isInstanceOf(DecoderException.class)
                    .hasMessageContaining("length " + length);
        }
    }

    @Test
    void aLengthThatTheLayoutDoesNotHaveIsRefusedBeforeThePayload() {
        FrameHeader header = new FrameHeader(FrameType.PARAMETERS, 0, 0, 1, 0, 1, 1);
        assertRefused(header, 4 * 100, "payload of 400 bytes, which must be " + 4 * (20000 - 16384));
    }

    @Test
    void whatIsOutsideTheLayoutOrAnyTreeIsRefusedBeforeThePayload() {
        assertRefused(new FrameHeader(FrameType.PARAMETERS, 0, 0, 1, 0, 2, 0), 12, "block 2");
        assertRefused(new FrameHeader(FrameType.PARAMETERS, 0, 0, 1, 0, -1, 0), 12, "block -1");
        assertRefused(new FrameHeader(FrameType.PARAMETERS, 0, 0, 1, 0, 1, 2), 12, "chunk 2");
        assertRefused(new FrameHeader(FrameType.PARAMETERS, 0, 0, -1, 0, 0, 0), 12, "version -1");
        assertRefused(new FrameHeader(FrameType.GRADIENT, 21, 0, 1, 0, 0, 0), 12, "node (21,0)");
        assertRefused(new FrameHeader(FrameType.GRADIENT, 1, 0, 1, 1 << 19, 0, 0), 12, "node (1,524288)");
        assertRefused(new FrameHeader(FrameType.GRADIENT, 0, 0, 1, -1, 0, 0), 12, "node (0,-1)");
        assertRefused(new FrameHeader(FrameType.SCALARS, 0, 9, 1, 0, 0, 0), 28, "part of the data: 9");
        assertRefused(new FrameHeader(FrameType.HELLO, 0, 0, 1, 1, 0, 0), 9, "not those of a bulk link");
        assertRefused(new FrameHeader(FrameType.HELLO, 0, 0, FrameHeader.MAGIC, 1, 0, 0), 9, "bulk format 1");
        assertRefused(new FrameHeader(FrameType.ACCEPT, 0, 0, 0, 0, 0, 0), 257, "payload of 257 bytes");
        assertRefused(new FrameHeader(FrameType.SHARED, 0, 0, 0, 0, 0, 0), 31, "payload of 31 bytes");
        assertRefused(new FrameHeader(FrameType.GRADIENT_SHARED, 0, 0, 1, 0, 2, 0), 8, "whole block 2");
        assertRefused(new FrameHeader(FrameType.GRADIENT_SHARED, 0, 0, 1, 0, 1, 1), 8, "chunk 1 of the whole block 1");
        assertRefused(new FrameHeader(FrameType.GRADIENT_SHARED, 0, 0, 1, 0, 1, 0), 4, "payload of 4 bytes");
        assertRefused(new FrameHeader(FrameType.GRADIENT_SHARED, 21, 0, 1, 0, 0, 0), 8, "node (21,0)");
        assertRefused(new FrameHeader(FrameType.PARAMETERS_SHARED, 0, 0, 1, 0, -1, 0), 0, "whole block -1");
        assertRefused(new FrameHeader(FrameType.PARAMETERS_SHARED, 0, 0, 1, 0, 1, 0), 4, "payload of 4 bytes");
        assertRefused(new FrameHeader(FrameType.CLOSE, 0, 0, 0, 0, 0, 0), 1025, "payload of 1025 bytes");
    }

    @Test
    void aFrameOutOfPlaceIsRefused() {
        byte[] accept = bytes(WRITER.accept(BulkAccept.getDefaultInstance()));
        assertThat(refuses(decoding(Set.of(FrameType.HELLO)), accept)).isTrue();
    }

    @Test
    void afterABadFrameNothingMoreIsRead() {
        EmbeddedChannel channel = decoding(Set.of(FrameType.ACCEPT));
        assertThat(refuses(channel, new byte[]{-1, -1, -1, -1})).isTrue();
        channel.writeInbound(Unpooled.wrappedBuffer(bytes(WRITER.accept(BulkAccept.getDefaultInstance()))));
        assertThat(takenBack(channel)).isEmpty();
    }

    @Test
    void scalarsKeepTheirBits() throws Exception {
        EmbeddedChannel channel = decoding(Set.of(FrameType.SCALARS));
        channel.writeInbound(WRITER.scalars(scalars()));
        Frame frame = channel.readInbound();
        assertThat(FrameReader.scalars(frame)).isEqualTo(scalars());
        frame.release();
    }

    private static void assertRefused(FrameHeader header, int payloadBytes, String words) {
        ByteBuf bytes = Unpooled.buffer();
        header.write(bytes, payloadBytes);
        assertThatThrownBy(() -> decoding(EnumSet.allOf(FrameType.class)).writeInbound(bytes))
                .isInstanceOf(DecoderException.class)
                .hasMessageContaining(words);
    }

    private static EmbeddedChannel decoding(Set<FrameType> expected) {
        return new EmbeddedChannel(new FrameDecoder(new FrameLimits(GRID), expected));
    }

    private static boolean refuses(EmbeddedChannel channel, byte[] bytes) {
        try {
            channel.writeInbound(Unpooled.wrappedBuffer(bytes));
            return false;
        } catch (DecoderException refused) {
            return refused.getCause() instanceof BadFrameException;
        }
    }

    private static List<String> takenBack(EmbeddedChannel channel) {
        Stream.Builder<String> types = Stream.builder();
        for (Frame frame = channel.readInbound(); frame != null; frame = channel.readInbound()) {
            types.add(frame.header().type().name());
            frame.release();
        }
        return types.build().toList();
    }

    private static ScalarPartial scalars() {
        return new ScalarPartial(8, DataPart.VALIDATION, new Node(2, 1), new Scalars(-0.0, 3, Double.MIN_VALUE, 2));
    }

    private static GradientPartial gradient(Storage values) {
        return new GradientPartial(9, new Node(1, 1), 0, values, () -> {});
    }

    private static byte[] bytes(ByteBuf frame) {
        byte[] bytes = ByteBufUtil.getBytes(frame);
        frame.release();
        return bytes;
    }
}
