package dev.lockstep.common.wire;

import static dev.lockstep.common.wire.HeardByHub.next;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.common.kernel.Bfloat16Copy;
import dev.lockstep.common.reduce.Node;
import dev.lockstep.common.reduce.Precision;
import dev.lockstep.common.reduce.ShardTree;
import dev.lockstep.common.tensor.BlockLayout;
import dev.lockstep.common.tensor.Storage;
import dev.lockstep.common.wire.shared.SharedFolder;
import dev.lockstep.common.wire.shared.SharedFolders;
import dev.lockstep.proto.Welcome;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Partials in bfloat16: half the bytes, the same bits, and nothing else where they are agreed on. */
class Bfloat16PlaneTest {

    private static final BlockLayout LAYOUT = BulkPlaneContract.LAYOUT;
    private static final HubLayout RUN = HubLayout.of(LAYOUT, new ShardTree(256, Precision.BF16), 0, 0);

    static Stream<Optional<SharedFolder>> planes() {
        return Stream.of(Optional.empty(), Optional.of(SharedFolders.temporary()));
    }

    @ParameterizedTest
    @MethodSource("planes")
    void whatArrivesIsWhatWasSent(Optional<SharedFolder> shared) throws Exception {
        connected(shared, (link, heard) -> {
            BlockingQueue<String> released = new LinkedBlockingQueue<>();
            for (int seed = 0; seed < 20; seed++) {
                for (int block = 0; block < LAYOUT.blocks(); block++) {
                    link.send(partial(seed, block, Precision.BF16, released));
                }
            }
            int count = 20 * LAYOUT.blocks();
            assertThat(next(count, released)).hasSize(count);
            for (GradientPartial arrived : next(count, heard.gradients)) {
                int seed = arrived.node().index();
                assertThat(arrived.precision()).isEqualTo(Precision.BF16);
                BulkPlaneContract.assertBits(arrived.values(),
                        partial(seed, arrived.block(), Precision.BF16, released).values());
                arrived.release().run();
            }
        });
    }

    @Test
    void aPartialOf32BitsEndsTheLink() throws Exception {
        connected(Optional.empty(), (link, heard) -> {
            link.send(partial(3, 1, Precision.F32, new LinkedBlockingQueue<>()));
            assertThat(next(heard.membership)).startsWith("detached w1: ").contains("GRADIENT frame where only");
            assertThat(heard.gradients).isEmpty();
        });
    }

    @Test
    void thePayloadsOfAPartialAreHalfAsLong() {
        FrameWriter writer = new FrameWriter(UnpooledByteBufAllocator.DEFAULT, new ChunkGrid(LAYOUT));
        for (int block = 0; block < LAYOUT.blocks(); block++) {
            assertThat(2 * payloadBytes(writer, block, Precision.BF16))
                    .isEqualTo(payloadBytes(writer, block, Precision.F32))
                    .isEqualTo(LAYOUT.length(block) * Float.BYTES);
        }
    }

    private static int payloadBytes(FrameWriter writer, int block, Precision precision) {
        return IntStream.range(0, writer.grid().chunks(block)).map(chunk -> {
            ByteBuf frame = writer.gradient(partial(1, block, precision, new LinkedBlockingQueue<>()), chunk,
                    new Bfloat16Copy());
            int bytes = frame.readableBytes() - FrameHeader.HEADER_BYTES;
            frame.release();
            return bytes;
        }).sum();
    }

    /** What a test does with a link and what its hub hears. */
    private interface Use {
        void with(BulkLink link, HeardByHub heard) throws Exception;
    }

    private static void connected(Optional<SharedFolder> shared, Use use) throws Exception {
        HeardByHub heard = new HeardByHub();
        BulkSession session = BulkPlaneContract.SESSION;
        try (NettyBulkHub hub = NettyBulkHub.listen(new HostPort("127.0.0.1", 0), session, RUN, heard,
                Transport.best(), shared);
                NettyBulkConnector connector = new NettyBulkConnector(Transport.best(), shared)) {
            Welcome welcome = Welcome.newBuilder().setRun(session.run()).setTerm(session.term())
                    .setBulkToken(session.token()).setBulkHost(hub.address().getHostString())
                    .setBulkPort(hub.address().getPort()).build();
            HeardByLink worker = new HeardByLink(LAYOUT);
            BulkLink link = connector.connect(welcome, "w1", LAYOUT, worker);
            assertThat(next(heard.membership)).isEqualTo("attached w1");
            assertThat(next(worker.membership)).isEqualTo("opened");
            use.with(link, heard);
        }
    }

    private static GradientPartial partial(int seed, int block, Precision precision, BlockingQueue<String> released) {
        Storage flat = BulkPlaneContract.vector(seed);
        for (int i = 0; i < flat.length(); i++) {
            flat.array()[flat.offset() + i] = precision.round(flat.array()[flat.offset() + i]);
        }
        return new GradientPartial(seed, new Node(0, seed), block, precision, LAYOUT.of(flat, block),
                () -> released.add(seed + "/" + block));
    }
}
