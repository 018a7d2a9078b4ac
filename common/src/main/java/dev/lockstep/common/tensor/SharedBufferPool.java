package dev.lockstep.common.tensor;

import java.util.ArrayDeque;
import java.util.TreeMap;

/**
 * Buffers of floats kept for their next use, by exact length, so that a step allocates none once warm. What lies idle is
 * bounded: past the bound a buffer that is given back is left to the garbage collector. Safe for use by any
 * thread, unlike {@link BufferPool}: a buffer is taken by one thread and given back by another.
 */
public final class SharedBufferPool {

    private static final ArrayDeque<float[]> NONE = new ArrayDeque<>(0);

    private final long maxIdleFloats;
    private final TreeMap<Integer, ArrayDeque<float[]>> idle = new TreeMap<>();
    private long idleFloats;

    /** @param maxIdleFloats how many floats may lie idle, in all */
    public SharedBufferPool(long maxIdleFloats) {
        if (maxIdleFloats < 0) {
            throw new IllegalArgumentException("a pool cannot hold " + maxIdleFloats + " floats");
        }
        this.maxIdleFloats = maxIdleFloats;
    }

    /** A whole array of {@code length} floats of any value. */
    public synchronized Storage take(int length) {
        ArrayDeque<float[]> buffers = idle.get(length);
        if (buffers == null || buffers.isEmpty()) {
            return Storage.allocate(length);
        }
        idleFloats -= length;
        float[] buffer = buffers.removeLast();
        if (buffers.isEmpty()) {
            idle.remove(length);
        }
        return new Storage(buffer, 0, length);
    }

    /**
     * Takes back what {@link #take} gave.
     *
     * @throws IllegalStateException if it lies here already: two owners would write into it
     */
    public synchronized void give(Storage buffer) {
        int length = buffer.array().length;
        if (buffer.offset() != 0 || buffer.length() != length) {
            throw new IllegalArgumentException("a pool takes whole arrays, got " + buffer.length() + " of " + length);
        }
        for (float[] other : idle.getOrDefault(length, NONE)) {
            if (other == buffer.array()) {
                throw new IllegalStateException("a buffer of " + length + " floats was given back twice");
            }
        }
        if (idleFloats + length <= maxIdleFloats) {
            idleFloats += length;
            idle.computeIfAbsent(length, l -> new ArrayDeque<>()).addLast(buffer.array());
        }
    }

    public synchronized long idleFloats() {
        return idleFloats;
    }
}
