package dev.lockstep.common.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.common.kernel.Bfloat16Copy;
import dev.lockstep.common.reduce.Node;
import dev.lockstep.common.reduce.Precision;
import dev.lockstep.common.reduce.Scalars;
import dev.lockstep.common.tensor.BlockLayout;
import dev.lockstep.common.tensor.Storage;
import dev.lockstep.proto.DataPart;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** How chunks become partials at the hub and parameters at a worker, and in which order a link sends them. */
class AssemblyTest {

    private static final ChunkGrid GRID = new ChunkGrid(new BlockLayout(new int[]{0, 40_000, 40_002}));
    private static final int CHUNKS = GRID.chunks(0);

    private final FrameWriter writer = new FrameWriter(UnpooledByteBufAllocator.DEFAULT, GRID);
    private final BlockBuffers buffers = new BlockBuffers(GRID.layout());
    private final GradientAssembler assembler = new GradientAssembler(GRID, Precision.F32, buffers);

    @Test
    void chunksInAnyOrderAndTwiceMakeOnePartial() throws Exception {
        GradientPartial sent = gradient(5, 1);
        assertThat(accept(sent, 2)).isNull();
        assertThat(accept(sent, 0)).isNull();
        assertThat(accept(sent, 0)).isNull();
        GradientPartial whole = accept(sent, 1);
        assertThat(floats(whole.values())).isEqualTo(floats(sent.values()));
        assertThat(whole.node()).isEqualTo(sent.node());
        assertThat(accept(sent, 1)).as("a late duplicate").isNull();
        whole.release().run();
        assertThat(buffers.taken()).isZero();
        assertThatThrownBy(whole.release()::run).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void partialsOfDifferentStepsAndNodesDoNotMix() throws Exception {
        GradientPartial first = gradient(5, 1);
        GradientPartial second = gradient(6, 1);
        for (int chunk = 0; chunk < CHUNKS - 1; chunk++) {
            assertThat(accept(first, chunk)).isNull();
            assertThat(accept(second, chunk)).isNull();
        }
        assertThat(floats(accept(second, CHUNKS - 1).values())).isEqualTo(floats(second.values()));
        assertThat(floats(accept(first, CHUNKS - 1).values())).isEqualTo(floats(first.values()));
    }

    @Test
    void incompletePartialsAreLimitedAndGivenBack() throws Exception {
        for (int index = 0; index < GradientAssembler.MAX_INCOMPLETE; index++) {
            accept(gradient(1, index), 0);
        }
        assertThat(buffers.taken()).isEqualTo(GradientAssembler.MAX_INCOMPLETE);
        assertThatThrownBy(() -> accept(gradient(1, GradientAssembler.MAX_INCOMPLETE), 0))
                .isInstanceOf(BadFrameException.class)
                .hasMessageContaining("incomplete partials");
        assembler.close();
        assertThat(buffers.taken()).isZero();
    }

    @Test
    void aBufferIsUsedAgain() {
        Storage first = buffers.take(0);
        buffers.give(0, first);
        assertThat(buffers.take(0)).isSameAs(first);
        assertThat(buffers.take(0)).isNotSameAs(first);
    }

    @Test
    void aVersionStaysWholeWhileTheNextArrivesAndLateChunksChangeNothing() {
        ParameterMirror mirror = new ParameterMirror(GRID);
        Storage seven = publish(mirror, 7, 70);
        Storage eight = publish(mirror, 8, 80);
        assertThat(seven.array()).isNotSameAs(eight.array());
        assertThat(seven.array()[0]).isEqualTo(70f);

        Storage nine = publish(mirror, 9, 90);
        assertThat(nine.array()).isSameAs(seven.array());
        assertThat(publish(mirror, 7, 71)).as("an old version").isNull();
        assertThat(publish(mirror, 9, 91)).as("a block that is there").isNull();
        assertThat(nine.array()[0]).isEqualTo(90f);
        assertThat(eight.array()[0]).isEqualTo(80f);
    }

    @Test
    void scalarsOvertakeAGradientThatIsBeingSent() throws Exception {
        AtomicInteger released = new AtomicInteger();
        Outbox outbox = new Outbox(writer);
        outbox.add(new GradientPartial(1, new Node(0, 0), 0, Storage.allocate(40_000), released::incrementAndGet));
        assertThat(next(outbox)).isEqualTo(FrameType.GRADIENT);
        outbox.add(new ScalarPartial(1, DataPart.TRAIN, new Node(0, 0), Scalars.ZERO));
        assertThat(next(outbox)).isEqualTo(FrameType.SCALARS);
        assertThat(next(outbox)).isEqualTo(FrameType.GRADIENT);
        assertThat(released).hasValue(0);
        assertThat(next(outbox)).isEqualTo(FrameType.GRADIENT);
        assertThat(released).hasValue(1);
        assertThat(outbox.next()).isNull();
    }

    @Test
    void aClosedOutboxReleasesWhatWaitsAndWhatComesOnce() throws Exception {
        AtomicInteger released = new AtomicInteger();
        GradientPartial partial = new GradientPartial(1, new Node(0, 0), 0, Storage.allocate(40_000),
                released::incrementAndGet);
        Outbox outbox = new Outbox(writer);
        outbox.add(partial);
        next(outbox);
        outbox.close();
        outbox.close();
        assertThat(released).hasValue(1);
        assertThat(outbox.add(partial)).isEqualTo(Outbox.Added.NO);
        assertThat(released).hasValue(2);
        assertThat(outbox.next()).isNull();
    }

    @Test
    void partialsOfAStepThatIsOverAreNotSentButForOneThatIsHalfSent() throws Exception {
        AtomicInteger released = new AtomicInteger();
        Outbox outbox = new Outbox(writer);
        for (long step = 4; step <= 6; step++) {
            outbox.add(partial(step, 0, released));
            outbox.add(partial(step, 1, released));
        }
        assertThat(next(outbox)).isEqualTo(FrameType.GRADIENT);
        outbox.add(new ScalarPartial(4, DataPart.TRAIN, new Node(0, 0), Scalars.ZERO));
        outbox.seen(6);
        outbox.seen(5);
        assertThat(released).as("the second partial of step 4").hasValue(1);
        assertThat(outbox.add(partial(4, 0, released))).as("a late one").isEqualTo(Outbox.Added.NO);
        assertThat(steps(outbox)).containsExactly(4L, 4L, 5L, 5L, 5L, 5L, 6L, 6L, 6L, 6L);
        assertThat(released).hasValue(7);
    }

    @Test
    void anOutboxThatIsFullSaysSo() {
        AtomicInteger released = new AtomicInteger();
        Outbox outbox = new Outbox(writer);
        for (int i = 0; i < Outbox.MAX_WAITING; i++) {
            assertThat(outbox.add(partial(1, 1, released))).isEqualTo(Outbox.Added.YES);
        }
        assertThat(outbox.add(partial(1, 1, released))).isEqualTo(Outbox.Added.FULL);
        assertThat(released).hasValue(1);
    }

    private static GradientPartial partial(long step, int block, AtomicInteger released) {
        Storage values = Storage.allocate(GRID.layout().length(block));
        return new GradientPartial(step, new Node(0, 0), block, values, released::incrementAndGet);
    }

    private static List<Long> steps(Outbox outbox) throws BadFrameException {
        List<Long> steps = new ArrayList<>();
        for (ByteBuf frame = outbox.next(); frame != null; frame = outbox.next()) {
            steps.add(FrameHeader.read(frame, 0).version());
            frame.release();
        }
        return steps;
    }

    private FrameType next(Outbox outbox) throws BadFrameException {
        ByteBuf frame = outbox.next();
        FrameType type = FrameHeader.read(frame, 0).type();
        frame.release();
        return type;
    }

    private GradientPartial accept(GradientPartial partial, int chunk) throws BadFrameException {
        Frame frame = frame(writer.gradient(partial, chunk, new Bfloat16Copy()));
        try {
            return assembler.accept(frame);
        } finally {
            frame.release();
        }
    }

    /** Publishes block 0 filled with a value; the vector that the mirror tells with the last chunk. */
    private Storage publish(ParameterMirror mirror, long version, float value) {
        Storage values = Storage.allocate(GRID.layout().length(0));
        Arrays.fill(values.array(), value);
        Storage told = null;
        for (int chunk = 0; chunk < CHUNKS; chunk++) {
            Frame frame = frame(writer.parameters(version, 0, chunk, values));
            told = mirror.accept(frame);
            frame.release();
        }
        return told;
    }

    private static Frame frame(ByteBuf bytes) {
        try {
            FrameHeader header = FrameHeader.read(bytes, 0);
            return new Frame(header, bytes.skipBytes(FrameHeader.HEADER_BYTES));
        } catch (BadFrameException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static GradientPartial gradient(long step, int index) {
        Storage values = Storage.allocate(GRID.layout().length(0));
        for (int i = 0; i < values.length(); i++) {
            values.array()[i] = 1e6f * step + 7 * index + i;
        }
        return new GradientPartial(step, new Node(0, index), 0, values, () -> {});
    }

    private static float[] floats(Storage values) {
        return Arrays.copyOfRange(values.array(), values.offset(), values.offset() + values.length());
    }
}
