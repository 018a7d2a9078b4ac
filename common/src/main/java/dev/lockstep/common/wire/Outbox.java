package dev.lockstep.common.wire;

import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/**
 * What a link still has to send: scalars before gradients, a gradient chunk by chunk. Values are copied only when the
 * channel can take them, and a gradient is released with its last chunk. May be called from any thread.
 */
final class Outbox {

    /** Far above what a worker computes in two steps; beyond it somebody sends without end. */
    static final int MAX_WAITING = 1 << 16;

    private final FrameWriter writer;
    private final Queue<ScalarPartial> scalars = new ArrayDeque<>();
    private final Queue<GradientPartial> gradients = new ArrayDeque<>();
    private int nextChunk;
    private boolean closed;

    Outbox(FrameWriter writer) {
        this.writer = writer;
    }

    /** False when the outbox is closed. */
    synchronized boolean add(ScalarPartial partial) {
        requireRoom();
        return !closed && scalars.add(partial);
    }

    /** False when the outbox is closed: the partial has been released. */
    boolean add(GradientPartial partial) {
        synchronized (this) {
            if (!closed) {
                requireRoom();
                return gradients.add(partial);
            }
        }
        partial.release().run();
        return false;
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
            GradientPartial gradient = gradients.peek();
            if (gradient == null) {
                return null;
            }
            frame = writer.gradient(gradient, nextChunk++);
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
        }
        dropped.forEach(partial -> partial.release().run());
    }

    private void requireRoom() {
        if (scalars.size() + gradients.size() >= MAX_WAITING) {
            throw new IllegalStateException(MAX_WAITING + " partials wait to be sent");
        }
    }
}
