package dev.lockstep.common.wire;

import static dev.lockstep.common.wire.HeardByHub.next;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.lockstep.common.kernel.Bfloat16Copy;
import dev.lockstep.common.reduce.Node;
import dev.lockstep.common.tensor.BlockLayout;
import dev.lockstep.common.tensor.Storage;
import dev.lockstep.proto.Welcome;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Peers that do not keep to the protocol, played on plain sockets. */
class NettyBulkHubTest {

    private static final int READ_DEADLINE_MS = 20_000;
    private static final BlockLayout LAYOUT = new BlockLayout(new int[]{0, 3, 100_003});
    private static final HubLayout RUN = HubLayout.of(LAYOUT, 4, 0, 0);
    private static final FrameWriter WRITER = new FrameWriter(UnpooledByteBufAllocator.DEFAULT, new ChunkGrid(LAYOUT));
    private static final BulkSession SESSION = new BulkSession("run-1", 3, ByteString.copyFromUtf8("token"));

    private final HeardByHub heard = new HeardByHub();
    private NettyBulkHub hub;

    @BeforeEach
    void openHub() throws Exception {
        hub = NettyBulkHub.listen(new HostPort("127.0.0.1", 0), SESSION, RUN, heard);
    }

    @AfterEach
    void closeHub() {
        hub.close();
    }

    @Test
    void aDamagedFrameClosesTheConnectionAndIsToldOnce() throws Exception {
        try (Socket peer = attached("w1")) {
            byte[] frame = bytes(WRITER.gradient(gradient(), 0, new Bfloat16Copy()));
            frame[frame.length - 1] ^= 0x40;
            peer.getOutputStream().write(frame);
            assertThat(next(heard.membership)).startsWith("detached w1: a damaged GRADIENT frame");
            assertThat(restOf(peer)).isEmpty();
            assertThat(heard.membership).isEmpty();
            assertThat(heard.gradients).isEmpty();
        }
    }

    @Test
    void aTruncatedFrameIsNotDelivered() throws Exception {
        try (Socket peer = attached("w1")) {
            byte[] frame = bytes(WRITER.gradient(gradient(), 0, new Bfloat16Copy()));
            peer.getOutputStream().write(frame, 0, frame.length - 1);
            peer.shutdownOutput();
            assertThat(next(heard.membership)).startsWith("detached w1: ");
            assertThat(heard.gradients).isEmpty();
        }
    }

    @Test
    void aPartialThatStaysIncompleteGivesItsBufferBack() throws Exception {
        try (Socket peer = attached("w1")) {
            Storage values = Storage.allocate(100_000);
            GradientPartial partial = new GradientPartial(1, new Node(0, 0), 1, values, () -> {});
            peer.getOutputStream().write(bytes(WRITER.gradient(partial, 0, new Bfloat16Copy())));
            peer.getOutputStream().write(bytes(WRITER.gradient(gradient(), 0, new Bfloat16Copy())));
            next(heard.gradients).release().run();
            assertThat(hub.buffers().taken()).isEqualTo(1);
            peer.shutdownOutput();
            assertThat(restOf(peer)).isEmpty();
        }
        hub.close();
        assertThat(hub.buffers().taken()).isZero();
    }

    @Test
    void anOversizedLengthClosesTheConnectionOfAnUnknownPeer() throws Exception {
        try (Socket peer = connected()) {
            peer.getOutputStream().write(new byte[]{-1, -1, -1, 127});
            assertThat(restOf(peer)).isEmpty();
        }
        assertThat(heard.membership).isEmpty();
    }

    @Test
    void aStrangersFirstBytesCloseTheConnection() throws Exception {
        try (Socket peer = connected()) {
            peer.getOutputStream()
                    .write("GET / HTTP/1.1\r\nHost: nowhere.example\r\n\r\n".getBytes(StandardCharsets.UTF_8));
            assertThat(restOf(peer)).isEmpty();
        }
    }

    @Test
    void gradientsBeforeAHelloCloseTheConnection() throws Exception {
        try (Socket peer = connected()) {
            peer.getOutputStream().write(bytes(WRITER.gradient(gradient(), 0, new Bfloat16Copy())));
            assertThat(restOf(peer)).isEmpty();
        }
        assertThat(heard.gradients).isEmpty();
    }

    @Test
    void aHelloFromAnOldTermIsRefusedWithWords() throws Exception {
        try (Socket peer = connected()) {
            peer.getOutputStream().write(bytes(WRITER.hello(new BulkSession("run-1", 2, SESSION.token()), "w1", "")));
            byte[] answer = restOf(peer);
            assertThat(answer[FrameHeader.CHECKED_FROM]).isEqualTo((byte) FrameType.CLOSE.number());
            assertThat(new String(answer, StandardCharsets.UTF_8)).endsWith("this is term 3 of the run, not term 2");
        }
        assertThat(heard.membership).isEmpty();
    }

    @Test
    void aWorkerThatReadsNothingHoldsTwoVersionsAndWhatTheSocketHoldsAndDelaysNobody() throws Exception {
        long versions = 2_000;
        int versionBytes = LAYOUT.floats() * Float.BYTES;
        HeardByLink reading = new HeardByLink(LAYOUT);
        try (Socket stopped = attached("w1"); NettyBulkConnector connector = new NettyBulkConnector()) {
            connector.connect(welcome(hub.address().getPort()), "w2", LAYOUT, reading);
            assertThat(next(heard.membership)).isEqualTo("attached w2");
            Storage parameters = Storage.allocate(LAYOUT.floats());
            for (long version = 0; version < versions; version++) {
                hub.publish(version, 1, parameters);
                assertThat(next(reading.blocks).version()).isEqualTo(version);
            }
            assertThat(PooledByteBufAllocator.DEFAULT.pinnedDirectMemory())
                    .isLessThan(4L * versionBytes + 4L * FrameSender.MAX_WAITING_BYTES);
            assertThat(heard.membership).isEmpty();

            List<Long> read = versionsReadUpTo(versions - 1, stopped);
            assertThat(read).hasSizeLessThan((int) versions / 4).isSorted().endsWith(versions - 2, versions - 1);
        }
    }

    /** Which versions' first chunks a socket reads, up to the last one's. */
    private static List<Long> versionsReadUpTo(long last, Socket peer) throws Exception {
        List<Long> versions = new ArrayList<>();
        do {
            byte[] bytes = peer.getInputStream().readNBytes(FrameHeader.HEADER_BYTES);
            ByteBuf frame = Unpooled.wrappedBuffer(bytes);
            FrameHeader header = FrameHeader.read(frame, 0);
            peer.getInputStream().skipNBytes(frame.getIntLE(0) + FrameHeader.LENGTH_BYTES - bytes.length);
            if (header.chunk() == 0) {
                versions.add(header.version());
            }
        } while (versions.getLast() < last);
        return versions;
    }

    @Test
    void aWorkerThatReadsNothingAndIsExceptedStays() throws Exception {
        try (Socket peer = attached("w1")) {
            Storage parameters = Storage.allocate(LAYOUT.floats());
            for (long version = 0; version < 1_000; version++) {
                hub.publish(version, 1, parameters, Set.of("w1"));
            }
            hub.publishTo("w1", 1_000, 0, parameters);
            assertThat(peer.getInputStream().readNBytes(FrameHeader.HEADER_BYTES)).hasSize(FrameHeader.HEADER_BYTES);
            assertThat(heard.membership).isEmpty();
        }
    }

    @Test
    void aNameThatWouldMoveACursorIsMadePrintable() throws Exception {
        try (Socket peer = connected()) {
            peer.getOutputStream().write(bytes(WRITER.hello(SESSION, "w\u001b[2J\n" + "x".repeat(1_000), "")));
            assertThat(next(heard.membership)).startsWith("attached w?[2J?xxx")
                    .hasSize("attached ".length() + PeerLimits.MAX_NAME_CHARS);
        }
    }

    @Test
    void aPortInUseIsSaidWithTheAddress() {
        HostPort taken = new HostPort("127.0.0.1", hub.address().getPort());
        assertThatThrownBy(() -> NettyBulkHub.listen(taken, SESSION, RUN, heard))
                .isInstanceOf(CannotListenException.class)
                .hasMessage("cannot listen on " + taken + ": the address is already in use");
    }

    @Test
    void aHubThatIsNotThereIsSaidWithItsAddress() throws Exception {
        int freePort;
        try (ServerSocket free = new ServerSocket(0)) {
            freePort = free.getLocalPort();
        }
        HeardByLink worker = new HeardByLink(LAYOUT);
        try (NettyBulkConnector connector = new NettyBulkConnector()) {
            connector.connect(welcome(freePort), "w1", LAYOUT, worker);
            assertThat(next(worker.membership))
                    .startsWith("closed: cannot connect to the hub at 127.0.0.1:" + freePort);
        }
    }

    @Test
    void closingTheConnectorClosesItsLinks() throws Exception {
        HeardByLink worker = new HeardByLink(LAYOUT);
        NettyBulkConnector connector = new NettyBulkConnector();
        connector.connect(welcome(hub.address().getPort()), "w1", LAYOUT, worker);
        assertThat(next(worker.membership)).isEqualTo("opened");
        connector.close();
        assertThat(next(worker.membership)).startsWith("closed: ");
        assertThat(next(heard.membership)).isEqualTo("attached w1");
        assertThat(next(heard.membership)).startsWith("detached w1: ");
    }

    private static Welcome welcome(int port) {
        return Welcome.newBuilder()
                .setRun(SESSION.run())
                .setTerm(SESSION.term())
                .setBulkToken(SESSION.token())
                .setBulkHost("127.0.0.1")
                .setBulkPort(port)
                .build();
    }

    private Socket connected() throws IOException {
        InetSocketAddress address = hub.address();
        Socket peer = new Socket(address.getAddress(), address.getPort());
        peer.setSoTimeout(READ_DEADLINE_MS);
        return peer;
    }

    private Socket attached(String worker) throws Exception {
        Socket peer = connected();
        peer.getOutputStream().write(bytes(WRITER.hello(SESSION, worker, "")));
        byte[] accept = peer.getInputStream().readNBytes(FrameHeader.HEADER_BYTES);
        int length = ByteBuffer.wrap(accept).order(ByteOrder.LITTLE_ENDIAN).getInt();
        assertThat(length).isEqualTo(FrameHeader.HEADER_BYTES - FrameHeader.LENGTH_BYTES);
        assertThat(next(heard.membership)).isEqualTo("attached " + worker);
        return peer;
    }

    /** What the hub still sends until it closes. A reset is a close, too: the hub had unread bytes. */
    private static byte[] restOf(Socket peer) throws IOException {
        try {
            return peer.getInputStream().readAllBytes();
        } catch (SocketException reset) {
            return new byte[0];
        }
    }

    private static GradientPartial gradient() {
        return new GradientPartial(1, new Node(0, 0), 0, Storage.allocate(3), () -> {});
    }

    private static byte[] bytes(ByteBuf frame) {
        byte[] bytes = ByteBufUtil.getBytes(frame);
        frame.release();
        return bytes;
    }
}
