package dev.lockstep.common.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When a peer that takes nothing is given up, and when not; by a clock that the test moves. */
class StandstillTest {

    private final HeldWrites peer = new HeldWrites();
    private final EmbeddedChannel channel = new EmbeddedChannel(peer);
    private final Queue<ByteBuf> waiting = new ArrayDeque<>();
    private int standstills;
    private final FrameSender sender = new FrameSender(channel, waiting::poll, () -> standstills++);

    StandstillTest() {
        channel.freezeTime();
    }

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    @Test
    void whoTakesNothingIsGivenUpOnce() {
        send(2);
        look(StandstillWatch.LOOKS - 1);
        assertThat(standstills).isZero();
        look(1);
        assertThat(standstills).isOne();
        look(10);
        assertThat(standstills).isOne();
    }

    @Test
    void whoTakesOneFrameNowAndThenIsNot() {
        send(30);
        for (int frame = 0; frame < 30; frame++) {
            look(StandstillWatch.LOOKS - 1);
            peer.take();
        }
        look(10);
        assertThat(standstills).isZero();
    }

    @Test
    void whileNothingIsSentNoTimerRuns() {
        send(1);
        peer.take();
        look(1);
        assertThat(channel.runScheduledPendingTasks()).as("the next task").isEqualTo(-1);
        send(1);
        look(StandstillWatch.LOOKS);
        assertThat(standstills).isOne();
    }

    @Test
    void whoWasStoppedItselfBlamesNobodyBeforeItHasLookedAgain() {
        send(1);
        channel.advanceTimeBy(1, TimeUnit.HOURS);
        channel.runScheduledPendingTasks();
        peer.take();
        look(10);
        assertThat(standstills).isZero();
    }

    private void send(int frames) {
        for (int frame = 0; frame < frames; frame++) {
            waiting.add(Unpooled.buffer(1).writeByte(frame));
        }
        sender.pump();
    }

    private void look(int times) {
        for (int i = 0; i < times; i++) {
            channel.advanceTimeBy(StandstillWatch.LOOK_MS, TimeUnit.MILLISECONDS);
            channel.runScheduledPendingTasks();
        }
    }
}
