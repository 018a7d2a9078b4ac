package dev.lockstep.common.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.lockstep.common.kernel.Bfloat16Copy;
import dev.lockstep.common.reduce.Node;
import dev.lockstep.common.reduce.Scalars;
import dev.lockstep.common.tensor.BlockLayout;
import dev.lockstep.common.tensor.Storage;
import dev.lockstep.proto.BulkAccept;
import dev.lockstep.proto.DataPart;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * Streams of sound frames, one of which is damaged, through all that a hub and a link do with them. Every one is refused,
 * what came before it arrives as it was sent, and nothing after it; no connection waits for ever, no buffer is lost.
 */
class FrameDamageTest {

    private static final long SEED = 20_260_731;
    private static final int CASES_AT_THE_HUB = 60_000;
    private static final int CASES_AT_A_LINK = 40_000;
    private static final int MAX_FLIPS = 8;

    /** A large model in one case of so many: its frames are as long as frames get. */
    private static final int LARGE_EVERY = 100;

    /** More looks than {@link StandstillWatch} needs, and longer than a hello may take. */
    private static final int LOOKS = 4;

    private static final BulkSession SESSION = new BulkSession("run-1", 3, ByteString.copyFromUtf8("a secret token"));
    private static final BlockLayout SMALL = new BlockLayout(new int[]{0, 1, 6, 20});
    private static final BlockLayout LARGE = new BlockLayout(new int[]{0, 7, 16_401});
    private static final String FAREWELL = "the run is over";

    private enum Damage {
        /** Some bits are flipped. */
        FLIPPED,
        /** The end is missing; the next frame follows. */
        SHORTENED,
        /** The end is missing; nothing follows, but the connection stands. */
        SILENT,
        /** The end is missing; the connection is closed. */
        CUT
    }

    /** One sent frame: its bytes, and what a listener hears when it has come; empty if nothing. */
    private record Sent(FrameType type, byte[] bytes, String heard) {}

    private final UnpooledByteBufAllocator memory = new UnpooledByteBufAllocator(false);
    private final SplittableRandom random = new SplittableRandom(SEED);
    private final Map<String, Integer> refusals = new TreeMap<>();

    @Test
    void noDamagedFrameIsTakenByAHub() throws Exception {
        try (HubEnd small = new HubEnd(SMALL); HubEnd large = new HubEnd(LARGE)) {
            for (int i = 0; i < CASES_AT_THE_HUB; i++) {
                (i % LARGE_EVERY == 0 ? large : small).damagedCase(i);
            }
            assertEveryDamageWasDone(FrameType.HELLO, FrameType.SCALARS, FrameType.GRADIENT);
        }
    }

    @Test
    void noDamagedFrameIsTakenByALink() {
        LinkEnd small = new LinkEnd(SMALL);
        LinkEnd large = new LinkEnd(LARGE);
        for (int i = 0; i < CASES_AT_A_LINK; i++) {
            (i % LARGE_EVERY == 0 ? large : small).damagedCase(i);
        }
        assertEveryDamageWasDone(FrameType.ACCEPT, FrameType.PARAMETERS, FrameType.CLOSE);
    }

    @Test
    void streamsWithoutDamageArriveWhole() throws Exception {
        for (BlockLayout layout : List.of(SMALL, LARGE)) {
            try (HubEnd hub = new HubEnd(layout)) {
                hub.soundCase();
            }
            new LinkEnd(layout).soundCase();
        }
    }

    private void assertEveryDamageWasDone(FrameType... types) {
        for (FrameType type : types) {
            for (Damage damage : Damage.values()) {
                assertThat(refusals).containsKey(type + " " + damage);
            }
        }
    }

    /** One end under test; every case is a connection of its own. */
    private abstract class End {

        final BlockLayout layout;
        final FrameWriter writer;
        final List<Sent> stream = new ArrayList<>();
        final List<String> heard = new ArrayList<>();
        final List<String> ended = new ArrayList<>();

        End(BlockLayout layout) {
            this.layout = layout;
            this.writer = new FrameWriter(memory, new ChunkGrid(layout));
        }

        /** A connection that has just been opened, its clock standing. */
        abstract EmbeddedChannel connect();

        final void sent(ByteBuf frame, String tells) {
            byte[] bytes = new byte[frame.readableBytes()];
            frame.readBytes(bytes).release();
            stream.add(new Sent(frameType(bytes), bytes, tells));
        }

        void damagedCase(int number) {
            int at = random.nextInt(stream.size());
            Sent frame = stream.get(at);
            Damage damage = Damage.values()[random.nextInt(Damage.values().length)];
            EmbeddedChannel channel = connect();
            for (int i = 0; i < at; i++) {
                write(channel, stream.get(i).bytes);
            }
            write(channel, damaged(frame.bytes, damage));
            if (damage == Damage.FLIPPED || damage == Damage.SHORTENED) {
                for (int i = at + 1; i < stream.size(); i++) {
                    write(channel, stream.get(i).bytes);
                }
            }
            if (damage == Damage.CUT) {
                channel.close();
            }
            for (int look = 0; look < LOOKS && channel.isOpen(); look++) {
                channel.advanceTimeBy(StandstillWatch.LOOK_MS, TimeUnit.MILLISECONDS);
                channel.runScheduledPendingTasks();
            }
            String what = "seed " + SEED + ", case " + number + ": frame " + at + ", " + frame.type + " " + damage;
            assertThat(channel.isOpen()).as(what).isFalse();
            assertOutcome(what, at, channel);
            refusals.merge(frame.type + " " + damage, 1, Integer::sum);
        }

        void soundCase() {
            EmbeddedChannel channel = connect();
            stream.forEach(frame -> write(channel, frame.bytes));
            channel.close();
            assertOutcome("a sound stream", stream.size(), channel);
        }

        /** That the first so many frames have been told as they were sent, and nothing else; and that nothing is left. */
        private void assertOutcome(String what, int frames, EmbeddedChannel channel) {
            List<String> expected = stream.subList(0, frames).stream().map(Sent::heard).filter(s -> !s.isEmpty())
                    .toList();
            if (!heard.equals(expected)) {
                assertThat(heard).as(what).isEqualTo(expected);
            }
            channel.finishAndReleaseAll();
            channel.runPendingTasks();
            assertEnded(what, frames);
            heard.clear();
            ended.clear();
            if (memory.metric().usedHeapMemory() + memory.metric().usedDirectMemory() != 0) {
                throw new AssertionError(what + ": " + memory.metric() + " are not given back");
            }
        }

        /** That the end of the connection was told, and once. */
        abstract void assertEnded(String what, int soundFrames);

        /** Arrives in one piece, or in two. */
        private void write(EmbeddedChannel channel, byte[] bytes) {
            int cut = random.nextInt(4) == 0 ? random.nextInt(bytes.length + 1) : bytes.length;
            writePiece(channel, bytes, 0, cut);
            writePiece(channel, bytes, cut, bytes.length);
        }

        private void writePiece(EmbeddedChannel channel, byte[] bytes, int from, int to) {
            if (from < to && channel.isOpen()) {
                channel.writeInbound(memory.buffer(to - from).writeBytes(bytes, from, to - from));
            }
        }
    }

    private byte[] damaged(byte[] sound, Damage damage) {
        if (damage != Damage.FLIPPED) {
            return Arrays.copyOf(sound, 1 + random.nextInt(sound.length - 1));
        }
        byte[] flipped = sound.clone();
        int flips = random.nextBoolean() ? 1 : 1 + random.nextInt(MAX_FLIPS);
        int bits = Byte.SIZE * (random.nextBoolean() ? FrameHeader.HEADER_BYTES : sound.length);
        do {
            int bit = random.nextInt(bits);
            flipped[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
        } while (--flips > 0 || Arrays.equals(flipped, sound));
        return flipped;
    }

    /** A hub to which frames come on channels without sockets. */
    private final class HubEnd extends End implements BulkHub.Listener, AutoCloseable {

        private final NettyBulkHub hub;

        HubEnd(BlockLayout layout) throws CannotListenException {
            super(layout);
            hub = NettyBulkHub.listen(new HostPort("127.0.0.1", 0), SESSION, HubLayout.of(layout, 4, 600, 0), this);
            sent(writer.hello(SESSION, "w1", ""), "attached w1");
            for (long step = 6; step < 8; step++) {
                scalars(new ScalarPartial(step, DataPart.TRAIN, new Node(1, 1), new Scalars(-0.0, 32, 0.5, -1)));
                for (int block = layout.blocks() - 1; block >= 0; block--) {
                    gradient(new GradientPartial(step, new Node(1, 0), block, values(layout.length(block)), () -> {}));
                }
            }
            scalars(new ScalarPartial(8, DataPart.VALIDATION, new Node(0, 2), new Scalars(Double.NaN, 1, 0, 4)));
        }

        private void scalars(ScalarPartial partial) {
            sent(writer.scalars(partial), partial.toString());
        }

        private void gradient(GradientPartial partial) {
            int chunks = writer.grid().chunks(partial.block());
            for (int chunk = 0; chunk < chunks; chunk++) {
                sent(writer.gradient(partial, chunk, new Bfloat16Copy()), chunk == chunks - 1 ? told(partial) : "");
            }
        }

        private static String told(GradientPartial partial) {
            return partial.step() + " " + partial.node() + " " + partial.block() + bits(partial.values());
        }

        @Override
        EmbeddedChannel connect() {
            EmbeddedChannel channel = new EmbeddedChannel();
            channel.freezeTime();
            channel.config().setAllocator(memory);
            hub.welcome(channel);
            channel.pipeline().fireChannelActive();
            return channel;
        }

        @Override
        void assertEnded(String what, int soundFrames) {
            assertThat(ended).as(what).hasSize(soundFrames > 0 ? 1 : 0);
            assertThat(hub.buffers().taken()).as(what).isZero();
        }

        @Override
        public void attached(String worker) {
            heard.add("attached " + worker);
        }

        @Override
        public void detached(String worker, String why) {
            assertThat(why).isNotBlank();
            ended.add(why);
        }

        @Override
        public void scalars(String worker, ScalarPartial partial) {
            heard.add(partial.toString());
        }

        @Override
        public void gradient(String worker, GradientPartial partial) {
            heard.add(told(partial));
            partial.release().run();
        }

        @Override
        public void close() {
            hub.close();
        }
    }

    /** A worker's link, to which frames come on a channel without a socket. */
    private final class LinkEnd extends End implements BulkLink.Listener {

        LinkEnd(BlockLayout layout) {
            super(layout);
            sent(writer.accept(BulkAccept.getDefaultInstance()), "opened");
            for (long version = 6; version < 8; version++) {
                for (int block = layout.blocks() - 1; block >= 0; block--) {
                    Storage values = values(layout.length(block));
                    int chunks = writer.grid().chunks(block);
                    for (int chunk = 0; chunk < chunks; chunk++) {
                        String told = version + " " + block + bits(values);
                        sent(writer.parameters(version, block, chunk, values), chunk == chunks - 1 ? told : "");
                    }
                }
            }
            sent(writer.close(FAREWELL), "");
        }

        @Override
        EmbeddedChannel connect() {
            EmbeddedChannel channel = new EmbeddedChannel();
            channel.freezeTime();
            channel.config().setAllocator(memory);
            NettyBulkLink link = new NettyBulkLink("w1", SESSION, layout, Optional.empty(), this);
            link.begin(channel);
            link.connected();
            channel.pipeline().fireChannelActive();
            return channel;
        }

        @Override
        void assertEnded(String what, int soundFrames) {
            assertThat(ended).as(what).hasSize(1);
            assertThat(ended.getFirst().equals(FAREWELL)).as(what + ": " + ended)
                    .isEqualTo(soundFrames == stream.size());
        }

        @Override
        public void opened() {
            heard.add("opened");
        }

        @Override
        public void parameters(long version, int block, Storage parameters) {
            heard.add(version + " " + block + bits(layout.of(parameters, block)));
        }

        @Override
        public void closed(String why) {
            ended.add(why);
        }
    }

    private static FrameType frameType(byte[] frame) {
        try {
            return FrameType.of(frame[FrameHeader.CHECKED_FROM]);
        } catch (BadFrameException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private Storage values(int floats) {
        Storage values = Storage.allocate(floats);
        for (int i = 0; i < floats; i++) {
            values.array()[i] = Float.intBitsToFloat(random.nextInt());
        }
        return values;
    }

    /** A number for the bits of all values, for comparisons that are made often. */
    private static String bits(Storage values) {
        long hash = 0;
        for (int i = 0; i < values.length(); i++) {
            hash = 1_000_003 * hash + Float.floatToRawIntBits(values.array()[values.offset() + i]);
        }
        return ": " + values.length() + " floats " + Long.toHexString(hash);
    }
}
