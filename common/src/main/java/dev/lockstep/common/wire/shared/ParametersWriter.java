package dev.lockstep.common.wire.shared;

import dev.lockstep.common.tensor.BlockLayout;
import dev.lockstep.common.tensor.Storage;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Two versions of the parameters as the coordinator writes them, even ones in one place and odd ones in the other. Version v
 * + 2 overwrites version v when step v is over. A mark says which version of a block lies in a place, and is taken away
 * while it is written: so a reader that was told of v, and comes late, sees that. For any thread.
 *
 * <pre>
 *   version 0, 2, 4, ...  | version 1, 3, 5, ...  | marks of the even blocks    | marks of the odd blocks
 *   all floats            | all floats            | 1 long a block: version + 1, or 0 for none
 * </pre>
 */
public final class ParametersWriter implements AutoCloseable {

    static final int VERSIONS = 2;

    /** Of longs in shared memory. */
    static final VarHandle MARK = ValueLayout.JAVA_LONG.varHandle();

    private static final long BEING_WRITTEN = 0;

    private final SharedFile file;
    private final BlockLayout layout;
    private final MemorySegment floats;
    /** Held to write by who closes. */
    private final ReentrantReadWriteLock open = new ReentrantReadWriteLock();
    /** The version of each block in each place, which is guarded by itself. */
    private final long[][] written;
    private boolean closed;

    public ParametersWriter(SharedFile file, BlockLayout layout) {
        this.file = file;
        this.layout = layout;
        this.floats = file.floats();
        this.written = new long[layout.blocks()][VERSIONS];
        for (long[] versions : written) {
            Arrays.fill(versions, -1);
        }
    }

    /** How many floats such a file has. */
    public static long floats(BlockLayout layout) {
        long marks = (long) VERSIONS * layout.blocks() * (Long.BYTES / Float.BYTES);
        return VERSIONS * SharedFile.aligned(layout.floats()) + SharedFile.aligned(marks);
    }

    /** Where the mark of a version's block is, in bytes. */
    static long markAt(BlockLayout layout, long version, int block) {
        return VERSIONS * SharedFile.aligned(layout.floats()) * Float.BYTES
                + (version % VERSIONS * layout.blocks() + block) * Long.BYTES;
    }

    /** Where a version's block begins, in bytes. */
    static long at(BlockLayout layout, long version, int block) {
        return (version % VERSIONS * SharedFile.aligned(layout.floats()) + layout.start(block)) * Float.BYTES;
    }

    /**
     * Puts a block where workers read it, unless it is there.
     *
     * @param flat the whole vector
     * @return false if a newer version has its place, so that nobody needs this one, or this is closed
     */
    public boolean put(long version, int block, Storage flat) {
        long[] versions = written[block];
        int place = (int) (version % VERSIONS);
        open.readLock().lock();
        try {
            synchronized (versions) {
                if (closed || versions[place] > version) {
                    return false;
                }
                if (versions[place] < version) {
                    Storage values = layout.of(flat, block);
                    long markAt = markAt(layout, version, block);
                    MARK.setOpaque(floats, markAt, BEING_WRITTEN);
                    VarHandle.fullFence();
                    MemorySegment.copy(values.array(), values.offset(), floats, ValueLayout.JAVA_FLOAT,
                            at(layout, version, block), values.length());
                    versions[place] = version;
                    MARK.setRelease(floats, markAt, mark(version));
                }
                return true;
            }
        } finally {
            open.readLock().unlock();
        }
    }

    static long mark(long version) {
        return version + 1;
    }

    @Override
    public void close() {
        open.writeLock().lock();
        try {
            if (!closed) {
                closed = true;
                file.close();
            }
        } finally {
            open.writeLock().unlock();
        }
    }
}
