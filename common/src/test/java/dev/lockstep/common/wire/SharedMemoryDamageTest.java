package dev.lockstep.common.wire;

import static dev.lockstep.common.wire.BulkPlaneContract.LAYOUT;
import static dev.lockstep.common.wire.BulkPlaneContract.RUN;
import static dev.lockstep.common.wire.BulkPlaneContract.SESSION;
import static dev.lockstep.common.wire.HeardByHub.next;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.common.reduce.Node;
import dev.lockstep.common.reduce.Precision;
import dev.lockstep.common.tensor.Storage;
import dev.lockstep.common.wire.shared.SharedFolder;
import dev.lockstep.common.wire.shared.SharedFolders;
import dev.lockstep.proto.BulkAccept;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a worker of the hub's host may write, say or leave behind, and what the hub makes of it. */
class SharedMemoryDamageTest {

    private static final FrameWriter WRITER = new FrameWriter(UnpooledByteBufAllocator.DEFAULT, new ChunkGrid(LAYOUT));
    private static final int READ_DEADLINE_MS = 20_000;
    private static final int BLOCK = 3;

    private final SharedFolder folder = SharedFolders.temporary();
    private final HeardByHub heard = new HeardByHub();
    private NettyBulkHub hub;

    /** A peer that has got an accept. */
    private record Peer(Socket socket, BulkAccept accept) implements AutoCloseable {

        void say(ByteBuf frame) throws Exception {
            socket.getOutputStream().write(ByteBufUtil.getBytes(frame));
            frame.release();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    @BeforeEach
    void openHub() throws Exception {
        hub = NettyBulkHub.listen(new HostPort("127.0.0.1", 0), SESSION, RUN, heard, Transport.best(),
                Optional.of(folder));
    }

    @AfterEach
    void closeHub() {
        hub.close();
        assertThat(folder.folder()).isEmptyDirectory();
    }

    @Test
    void whoGuessesTheSecretsIsNotAttached() throws Exception {
        try (Peer peer = greeted(folder.host())) {
            peer.say(WRITER.shared(new byte[FrameLimits.SECRETS_BYTES]));
            assertThat(peer.socket.getInputStream().readAllBytes()).isEmpty();
        }
        assertThat(heard.membership).isEmpty();
    }

    @Test
    void nothingIsOfferedToAnotherHost() throws Exception {
        try (Peer peer = greeted("another host")) {
            assertThat(peer.accept).isEqualTo(BulkAccept.getDefaultInstance());
            assertThat(next(heard.membership)).isEqualTo("attached w1");
            peer.say(WRITER.gradient(new SharedPartial(1, new Node(0, 0), BLOCK, 0)));
            assertThat(next(heard.membership)).startsWith("detached w1: ").contains("GRADIENT_SHARED");
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {-16, 1, 1L << 40 | 8, Long.MAX_VALUE, Long.MIN_VALUE})
    void aPositionOutOfTheRingEndsTheLinkAndNothingIsRead(long position) throws Exception {
        try (Peer peer = greeted(folder.host()); LinkSharing _ = opened(peer)) {
            peer.say(WRITER.gradient(new SharedPartial(1, new Node(0, 0), BLOCK, position)));
            assertThat(next(heard.membership)).startsWith("detached w1: ").contains("at " + position);
        }
        assertThat(heard.gradients).isEmpty();
        assertThat(hub.buffers().taken()).isZero();
    }

    @Test
    void whatAWorkerWroteAndDidNotTellIsNeverRead() throws Exception {
        Storage values = Storage.allocate(LAYOUT.length(BLOCK));
        Arrays.fill(values.array(), 7);
        try (Peer peer = greeted(folder.host()); LinkSharing sharing = opened(peer)) {
            sharing.partials().offer(values, Precision.F32, position -> tell(peer, 1, position));
            sharing.partials().offer(values, Precision.F32, untold -> {});
        }
        GradientPartial told = next(heard.gradients);
        assertThat(told.values().array()).containsOnly(7);
        told.release().run();
        assertThat(next(heard.membership)).startsWith("detached w1: ");
        assertThat(heard.gradients).isEmpty();
    }

    private static void tell(Peer peer, long step, long position) {
        try {
            peer.say(WRITER.gradient(new SharedPartial(step, new Node(0, 0), BLOCK, position)));
        } catch (Exception broken) {
            throw new AssertionError(broken);
        }
    }

    /** Says hello and reads the answer. */
    private Peer greeted(String host) throws Exception {
        Socket socket = new Socket(hub.address().getAddress(), hub.address().getPort());
        socket.setSoTimeout(READ_DEADLINE_MS);
        ByteBuf hello = WRITER.hello(SESSION, "w1", host);
        socket.getOutputStream().write(ByteBufUtil.getBytes(hello));
        hello.release();
        byte[] header = socket.getInputStream().readNBytes(FrameHeader.HEADER_BYTES);
        int length = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN).getInt();
        byte[] accept = socket.getInputStream()
                .readNBytes(length - FrameHeader.HEADER_BYTES + FrameHeader.LENGTH_BYTES);
        return new Peer(socket, BulkAccept.parseFrom(accept));
    }

    private LinkSharing opened(Peer peer) throws Exception {
        LinkSharing sharing = LinkSharing.open(folder, peer.accept, LAYOUT);
        peer.say(WRITER.shared(sharing.secrets()));
        assertThat(next(heard.membership)).isEqualTo("attached w1");
        return sharing;
    }
}
