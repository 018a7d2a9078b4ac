package dev.lockstep.common.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.lockstep.common.reduce.Node;
import dev.lockstep.common.tensor.BlockLayout;
import dev.lockstep.common.tensor.Storage;
import dev.lockstep.proto.BulkAccept;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Peers that say nothing, or take nothing: each is waited for so long and no longer, by a clock that the test moves. */
class SilentPeerTest {

    private static final BlockLayout LAYOUT = new BlockLayout(new int[]{0, 3, 40_000});
    private static final BulkSession SESSION = new BulkSession("run-1", 3, ByteString.copyFromUtf8("token"));

    private final EmbeddedChannel channel = new EmbeddedChannel(new HeldWrites());
    private final FrameWriter writer = new FrameWriter(PooledByteBufAllocator.DEFAULT, new ChunkGrid(LAYOUT));
    private final HeardByLink worker = new HeardByLink(LAYOUT);
    private final HeardByHub heard = new HeardByHub();

    SilentPeerTest() {
        channel.freezeTime();
    }

    @AfterEach
    void nothingIsLeft() {
        channel.finishAndReleaseAll();
        assertThat(PooledByteBufAllocator.DEFAULT.pinnedDirectMemory()).isZero();
    }

    @Test
    void aPeerThatDoesNotSayWhoItIsIsClosed() throws Exception {
        try (NettyBulkHub hub = welcomed()) {
            pass(HubConnection.HELLO_DEADLINE_MS - 1);
            assertThat(channel.isOpen()).isTrue();
            pass(1);
            assertThat(channel.isOpen()).isFalse();
            assertThat(heard.membership).isEmpty();
            assertThat(hub.buffers().taken()).isZero();
        }
    }

    @Test
    void aWorkerThatTakesNothingIsDetachedWithWordsAndItsFramesAreReleased() throws Exception {
        try (NettyBulkHub hub = welcomed()) {
            channel.writeInbound(writer.hello(SESSION, "w1", ""));
            assertThat(heard.membership).containsExactly("attached w1");
            hub.publish(1, 1, Storage.allocate(LAYOUT.floats()));
            channel.runPendingTasks();
            passLooks(StandstillWatch.LOOKS - 1);
            hub.publish(2, 1, Storage.allocate(LAYOUT.floats()));
            channel.runPendingTasks();
            assertThat(channel.isOpen()).isTrue();
            passLooks(1);
            assertThat(channel.isOpen()).isFalse();
            assertThat(heard.membership).containsExactly("attached w1",
                    "detached w1: it has taken nothing of what is sent for 8 s");
        }
    }

    @Test
    void aHubThatDoesNotAnswerIsGivenUp() {
        NettyBulkLink link = linked();
        link.send(partial(new AtomicInteger()));
        pass(NettyBulkLink.ACCEPT_DEADLINE_MS);
        assertThat(worker.membership).containsExactly("closed: the hub did not answer within 10000 ms");
    }

    @Test
    void aHubThatTakesNothingIsGivenUpAndEveryPartialReleased() {
        AtomicInteger released = new AtomicInteger();
        NettyBulkLink link = linked();
        channel.writeInbound(writer.accept(BulkAccept.getDefaultInstance()));
        for (int i = 0; i < 5; i++) {
            link.send(partial(released));
        }
        channel.runPendingTasks();
        passLooks(StandstillWatch.LOOKS);
        link.send(partial(released));
        assertThat(worker.membership).containsExactly("opened",
                "closed: the hub has taken nothing of what is sent for 8 s");
        assertThat(released).hasValue(6);
    }

    private NettyBulkHub welcomed() throws CannotListenException {
        NettyBulkHub hub = NettyBulkHub.listen(
                new HostPort("127.0.0.1", 0), SESSION, HubLayout.of(LAYOUT, 4, 0, 0), heard);
        hub.welcome(channel);
        channel.pipeline().fireChannelActive();
        return hub;
    }

    private NettyBulkLink linked() {
        NettyBulkLink link = new NettyBulkLink("w1", SESSION, LAYOUT, Optional.empty(), worker);
        link.begin(channel);
        link.connected();
        channel.pipeline().fireChannelActive();
        return link;
    }

    private static GradientPartial partial(AtomicInteger released) {
        Storage values = Storage.allocate(LAYOUT.length(1));
        return new GradientPartial(1, new Node(0, 0), 1, values, released::incrementAndGet);
    }

    private void passLooks(int looks) {
        for (int look = 0; look < looks; look++) {
            pass(StandstillWatch.LOOK_MS);
        }
    }

    private void pass(long ms) {
        channel.advanceTimeBy(ms, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
    }
}
