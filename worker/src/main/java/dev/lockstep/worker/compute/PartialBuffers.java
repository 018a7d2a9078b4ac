package dev.lockstep.worker.compute;

import dev.lockstep.common.tensor.BlockLayout;
import dev.lockstep.common.tensor.Storage;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Flat gradient vectors that are lent to a pass, travel block by block, and come back when the last block was released. For
 * any thread.
 */
final class PartialBuffers {

    /** So many idle vectors are kept; one more is left to the collector. */
    private static final int MAX_IDLE = 256;

    private final BlockLayout layout;
    private final BlockingQueue<float[]> idle = new ArrayBlockingQueue<>(MAX_IDLE);
    private final AtomicLong allocations = new AtomicLong();

    PartialBuffers(BlockLayout layout) {
        this.layout = layout;
    }

    /** A vector on loan, with undefined contents; every one of its blocks must be released once. */
    Buffer take() {
        float[] values = idle.poll();
        if (values == null) {
            values = new float[layout.floats()];
            allocations.incrementAndGet();
        }
        return new Buffer(values);
    }

    /** Vectors allocated so far. */
    long allocations() {
        return allocations.get();
    }

    /** A flat vector on loan. */
    final class Buffer {
        private final float[] values;
        private final AtomicInteger lent = new AtomicInteger(layout.blocks());

        private Buffer(float[] values) {
            this.values = values;
        }

        float[] values() {
            return values;
        }

        /** The part that is {@code block}, to be released by its holder. */
        Slice slice(int block) {
            return new Slice(new Storage(values, layout.start(block), layout.length(block)), this);
        }

        private void released() {
            int left = lent.decrementAndGet();
            if (left == 0) {
                idle.offer(values);
            } else if (left < 0) {
                throw new IllegalStateException("a block of a partial was released twice");
            }
        }
    }

    /** A block of a vector on loan. */
    record Slice(Storage storage, Buffer of) implements Runnable {

        /** Releases it. */
        @Override
        public void run() {
            of.released();
        }
    }
}
