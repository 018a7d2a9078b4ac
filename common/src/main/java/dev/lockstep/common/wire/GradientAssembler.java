package dev.lockstep.common.wire;

import dev.lockstep.common.kernel.Bfloat16Copy;
import dev.lockstep.common.reduce.Node;
import dev.lockstep.common.reduce.Precision;
import dev.lockstep.common.tensor.Storage;
import dev.lockstep.common.wire.shared.PartialReader;
import java.util.BitSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Puts the chunks of one connection together to whole partials, in whatever order they come. A chunk that is there
 * already is dropped, also when its partial was delivered a short while ago. On the connection's event loop only.
 */
final class GradientAssembler {

    /** Partials of one connection that may be incomplete at a time; a link sends one after the other. */
    static final int MAX_INCOMPLETE = 16;

    /** Delivered partials whose late duplicates are recognised. */
    static final int MAX_REMEMBERED = 256;

    private record Name(long step, Node node, int block) {}

    private record Incomplete(Storage values, BitSet here) {}

    private final ChunkGrid grid;
    private final Precision precision;
    private final BlockBuffers buffers;
    private final Bfloat16Copy unpacking = new Bfloat16Copy();
    private final Map<Name, Incomplete> incomplete = new LinkedHashMap<>();
    private final Set<Name> delivered = new LinkedHashSet<>();

    /** @param precision of the run's gradients */
    GradientAssembler(ChunkGrid grid, Precision precision, BlockBuffers buffers) {
        this.grid = grid;
        this.precision = precision;
        this.buffers = buffers;
    }

    /** The partial that this chunk completes, or null. Its release gives the buffer back, and may run once. */
    GradientPartial accept(Frame frame) throws BadFrameException {
        FrameHeader header = frame.header();
        Name name = new Name(header.version(), FrameReader.node(header), header.block());
        if (delivered.contains(name)) {
            return null;
        }
        Incomplete partial = incomplete.get(name);
        if (partial == null) {
            if (incomplete.size() == MAX_INCOMPLETE) {
                throw new BadFrameException("more than " + MAX_INCOMPLETE + " incomplete partials at a time");
            }
            partial = new Incomplete(buffers.take(name.block), new BitSet());
            incomplete.put(name, partial);
        }
        if (partial.here.get(header.chunk())) {
            return null;
        }
        FrameReader.gradient(frame, grid.of(partial.values, name.block, header.chunk()), unpacking);
        partial.here.set(header.chunk());
        if (partial.here.cardinality() < grid.chunks(name.block)) {
            return null;
        }
        incomplete.remove(name);
        return deliver(name, partial.values);
    }

    /**
     * The partial that lies whole in the worker's ring; null if it was delivered a short while ago.
     *
     * @throws BadFrameException if there can be none at its position
     */
    GradientPartial accept(SharedPartial lies, PartialReader ring) throws BadFrameException {
        int length = grid.layout().length(lies.block());
        String refusal = ring.refusal(lies.position(), length, precision);
        if (refusal != null) {
            throw new BadFrameException(refusal);
        }
        Name name = new Name(lies.step(), lies.node(), lies.block());
        if (delivered.contains(name)) {
            ring.skip(lies.position(), length, precision);
            return null;
        }
        Incomplete begun = incomplete.remove(name);
        Storage values = begun == null ? buffers.take(name.block) : begun.values;
        ring.take(lies.position(), values, precision);
        return deliver(name, values);
    }

    private GradientPartial deliver(Name name, Storage values) {
        remember(name);
        return new GradientPartial(name.step, name.node, name.block, precision, values, once(name.block, values));
    }

    /** Gives back what never became whole. */
    void close() {
        incomplete.forEach((name, partial) -> buffers.give(name.block, partial.values));
        incomplete.clear();
    }

    private Runnable once(int block, Storage values) {
        AtomicBoolean released = new AtomicBoolean();
        return () -> {
            if (!released.compareAndSet(false, true)) {
                throw new IllegalStateException("a partial of block " + block + " was released twice");
            }
            buffers.give(block, values);
        };
    }

    private void remember(Name name) {
        if (delivered.size() == MAX_REMEMBERED) {
            Iterator<Name> oldest = delivered.iterator();
            oldest.next();
            oldest.remove();
        }
        delivered.add(name);
    }
}
