package dev.lockstep.common.wire.shared;

import dev.lockstep.common.kernel.Bfloat16Copy;
import dev.lockstep.common.reduce.Precision;
import dev.lockstep.common.tensor.Storage;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.util.function.LongConsumer;

/** A worker's end of its ring. For any thread. */
public final class PartialWriter implements AutoCloseable {

    private final SharedFile file;
    private final PartialRing ring;
    private final MemorySegment floats;
    private final Bfloat16Copy packing = new Bfloat16Copy();
    private long next;
    private boolean closed;

    public PartialWriter(SharedFile file, PartialRing ring) {
        this.file = file;
        this.ring = ring;
        this.floats = file.floats();
    }

    /**
     * Copies a partial into the ring, and hands its position on in the order of positions.
     *
     * @return false if there is no room now, or this is closed: nothing has been copied
     */
    public synchronized boolean offer(Storage values, Precision precision, LongConsumer position) {
        if (closed) {
            return false;
        }
        int room = precision.room(values.length());
        long begin = ring.begin(next, room);
        long end = ring.end(begin, room);
        if (room > ring.floats() || end - file.taken() > ring.floats()) {
            return false;
        }
        long at = begin % ring.floats() * Float.BYTES;
        switch (precision) {
            case F32 -> MemorySegment.copy(values.array(), values.offset(), floats, ValueLayout.JAVA_FLOAT, at,
                    values.length());
            case BF16 -> packing.put(values, floats, at);
        }
        next = end;
        VarHandle.releaseFence();
        position.accept(begin);
        return true;
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            file.close();
        }
    }
}
