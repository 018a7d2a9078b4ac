package dev.lockstep.common.wire;

import dev.lockstep.common.kernel.Bfloat16Copy;
import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/**
 * What a link still has to send: scalars before gradients, those in shared memory before others, which go chunk by chunk. Values are copied only when the
 * channel can take them, and a gradient is released with its last chunk. What belongs to a step that is over is dropped,
 * so that a hub that reads nothing lets the partials of no more than two steps wait. May be called from any thread.
 */
final class Outbox {

    /** Far above what a worker computes in two steps; beyond it somebody sends without end. */
    static final int MAX_WAITING = 1 << 16;

    private final FrameWriter writer;
    private final Bfloat16Copy packing = new Bfloat16Copy();
    private final Queue<ScalarPartial> scalars = new ArrayDeque<>();
    /** None is dropped but at the end: by those that arrive the hub tells what is free in the ring. */
    private final Queue<SharedPartial> shared = new ArrayDeque<>();
    private final Queue<GradientPartial> gradients = new ArrayDeque<>();
    /** Of the first gradient; 0 when it has not been begun. */
    private int nextChunk;
    private long newest = -1;
    private boolean closed;

    /** What has become of a partial; one that was not taken has been released. */
    enum Added {
        YES, NO, FULL
    }

    Outbox(FrameWriter writer) {
        this.writer = writer;
    }

    synchronized Added add(ScalarPartial partial) {
        Added added = room(partial.version());
        if (added == Added.YES) {
            scalars.add(partial);
        }
        return added;
    }

    Added add(GradientPartial partial) {
        Added added;
        synchronized (this) {
            added = room(partial.step());
            if (added == Added.YES) {
                gradients.add(partial);
                return added;
            }
        }
        partial.release().run();
        return added;
    }

    /** Whether a partial of this step is still of use. */
    synchronized boolean wants(long step) {
        return !closed && !Overtaken.by(newest, step);
    }

    synchronized Added add(SharedPartial partial) {
        if (closed) {
            return Added.NO;
        }
        shared.add(partial);
        return isFull() ? Added.FULL : Added.YES;
    }

    /** A block of this version has come: partials of steps that are over by that are dropped. */
    void seen(long version) {
        List<GradientPartial> dropped = new ArrayList<>();
        synchronized (this) {
            if (version <= newest) {
                return;
            }
            newest = version;
            scalars.removeIf(partial -> Overtaken.by(newest, partial.version()));
            // One that is half sent is sent whole, so that the hub never holds a partial that stays incomplete.
            GradientPartial begun = nextChunk > 0 ? gradients.peek() : null;
            gradients.removeIf(partial -> partial != begun && Overtaken.by(newest, partial.step())
                    && dropped.add(partial));
        }
        dropped.forEach(partial -> partial.release().run());
    }

    /** The next frame, for the caller to write; null when nothing waits. */
    ByteBuf next() {
        ByteBuf frame;
        GradientPartial copied = null;
        synchronized (this) {
            ScalarPartial first = scalars.poll();
            if (first != null) {
                return writer.scalars(first);
            }
            SharedPartial lies = shared.poll();
            if (lies != null) {
                return writer.gradient(lies);
            }
            GradientPartial gradient = gradients.peek();
            if (gradient == null) {
                return null;
            }
            frame = writer.gradient(gradient, nextChunk++, packing);
            if (nextChunk == writer.grid().chunks(gradient.block())) {
                nextChunk = 0;
                copied = gradients.poll();
            }
        }
        if (copied != null) {
            copied.release().run();
        }
        return frame;
    }

    /** Drops and releases what waits; nothing is taken afterwards. */
    void close() {
        List<GradientPartial> dropped;
        synchronized (this) {
            closed = true;
            dropped = new ArrayList<>(gradients);
            gradients.clear();
            scalars.clear();
            shared.clear();
        }
        dropped.forEach(partial -> partial.release().run());
    }

    private Added room(long version) {
        if (closed || Overtaken.by(newest, version)) {
            return Added.NO;
        }
        return isFull() ? Added.FULL : Added.YES;
    }

    private boolean isFull() {
        return scalars.size() + shared.size() + gradients.size() >= MAX_WAITING;
    }
}
