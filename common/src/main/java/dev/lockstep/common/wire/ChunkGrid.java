package dev.lockstep.common.wire;

import dev.lockstep.common.tensor.BlockLayout;
import dev.lockstep.common.tensor.Storage;

/**
 * The fixed grid of chunks over each block: every chunk has {@value #CHUNK_FLOATS} floats but a block's last, which has
 * the rest. Where it cuts never touches a bit.
 */
record ChunkGrid(BlockLayout layout) {

    /** 64 KiB: long enough that a header and a checksum cost nothing, short enough that scalars overtake soon. */
    static final int CHUNK_FLOATS = 1 << 14;

    static final int CHUNK_BYTES = CHUNK_FLOATS * Float.BYTES;

    int chunks(int block) {
        return (layout.length(block) + CHUNK_FLOATS - 1) / CHUNK_FLOATS;
    }

    /** First float of the chunk, counted from the start of its block. */
    int start(int chunk) {
        return chunk * CHUNK_FLOATS;
    }

    /** How many floats the chunk has. */
    int floats(int block, int chunk) {
        return Math.min(CHUNK_FLOATS, layout.length(block) - start(chunk));
    }

    boolean has(int block, int chunk) {
        return block >= 0 && block < layout.blocks() && chunk >= 0 && chunk < chunks(block);
    }

    /** The floats of a chunk within its block's values. */
    Storage of(Storage blockValues, int block, int chunk) {
        return blockValues.slice(start(chunk), floats(block, chunk));
    }
}
