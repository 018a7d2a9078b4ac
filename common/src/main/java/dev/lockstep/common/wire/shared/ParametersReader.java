package dev.lockstep.common.wire.shared;

import dev.lockstep.common.tensor.BlockLayout;
import dev.lockstep.common.tensor.Storage;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

/** The same two versions as a worker reads them. By one thread at a time. */
public final class ParametersReader implements AutoCloseable {

    private final SharedFile file;
    private final BlockLayout layout;
    private final MemorySegment floats;

    public ParametersReader(SharedFile file, BlockLayout layout) {
        this.file = file;
        this.layout = layout;
        this.floats = file.floats();
    }

    /**
     * Copies a block of a version that was told, into a whole vector of this layout.
     *
     * @return false if a newer version has its place or has come meanwhile: then the block holds anything
     */
    public boolean copy(long version, int block, Storage flat) {
        long markAt = ParametersWriter.markAt(layout, version, block);
        long mark = ParametersWriter.mark(version);
        if ((long) ParametersWriter.MARK.getAcquire(floats, markAt) != mark) {
            return false;
        }
        Storage into = layout.of(flat, block);
        MemorySegment.copy(floats, ValueLayout.JAVA_FLOAT, ParametersWriter.at(layout, version, block), into.array(),
                into.offset(), into.length());
        VarHandle.fullFence();
        return (long) ParametersWriter.MARK.getOpaque(floats, markAt) == mark;
    }

    @Override
    public void close() {
        file.close();
    }
}
