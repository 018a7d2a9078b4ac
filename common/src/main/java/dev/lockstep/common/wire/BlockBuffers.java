package dev.lockstep.common.wire;

import dev.lockstep.common.tensor.BlockLayout;
import dev.lockstep.common.tensor.Storage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/** Buffers of a block's length, used again and again: none is allocated once as many exist as are in use at a time. */
final class BlockBuffers {

    /** Free buffers kept for a block; more than that are left to the garbage collector. */
    static final int MAX_FREE_PER_BLOCK = 32;

    private final BlockLayout layout;
    private final List<ArrayDeque<Storage>> free = new ArrayList<>();
    private int taken;

    BlockBuffers(BlockLayout layout) {
        this.layout = layout;
        for (int block = 0; block < layout.blocks(); block++) {
            free.add(new ArrayDeque<>());
        }
    }

    synchronized Storage take(int block) {
        taken++;
        Storage kept = free.get(block).poll();
        return kept != null ? kept : Storage.allocate(layout.length(block));
    }

    synchronized void give(int block, Storage buffer) {
        if (taken-- == 0) {
            throw new IllegalStateException("a buffer of block " + block + " was given back twice");
        }
        if (free.get(block).size() < MAX_FREE_PER_BLOCK) {
            free.get(block).push(buffer);
        }
    }

    /** How many are in somebody's hands. */
    synchronized int taken() {
        return taken;
    }
}
