package dev.lockstep.common.wire.shared;

import dev.lockstep.common.kernel.Bfloat16Copy;
import dev.lockstep.common.reduce.Precision;
import dev.lockstep.common.tensor.Storage;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

/**
 * The coordinator's end of a worker's ring. A partial is copied out when it is told, so a worker that dies leaves nothing
 * here that anybody still reads. By one thread at a time.
 */
public final class PartialReader implements AutoCloseable {

    private final SharedFile file;
    private final PartialRing ring;
    private final MemorySegment floats;
    private final Bfloat16Copy unpacking = new Bfloat16Copy();
    private long taken;

    public PartialReader(SharedFile file, PartialRing ring) {
        this.file = file;
        this.ring = ring;
        this.floats = file.floats();
    }

    /** Why no partial can lie there, in words; null when one can. */
    public String refusal(long position, int length, Precision precision) {
        return ring.refusal(position, precision.room(length), taken);
    }

    /** Copies the partial at a position that is not refused, and gives its place and all before it back. */
    public void take(long position, Storage into, Precision precision) {
        long at = position % ring.floats() * Float.BYTES;
        VarHandle.acquireFence();
        switch (precision) {
            case F32 -> MemorySegment.copy(floats, ValueLayout.JAVA_FLOAT, at, into.array(), into.offset(),
                    into.length());
            case BF16 -> unpacking.get(floats, at, into);
        }
        skip(position, into.length(), precision);
    }

    /** The same without the copy, for a partial that nobody wants. */
    public void skip(long position, int length, Precision precision) {
        taken = ring.end(position, precision.room(length));
        file.taken(taken);
    }

    @Override
    public void close() {
        file.close();
    }
}
