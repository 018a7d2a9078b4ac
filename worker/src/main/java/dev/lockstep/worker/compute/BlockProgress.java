package dev.lockstep.worker.compute;

import dev.lockstep.common.tensor.BlockLayout;
import java.util.function.IntConsumer;

/** Counts which blocks of a slot's gradient are final while parameters become final one by one. */
final class BlockProgress {

    private final BlockLayout layout;
    private final int[] missing;

    BlockProgress(BlockLayout layout) {
        this.layout = layout;
        this.missing = new int[layout.blocks()];
    }

    void start() {
        for (int block = 0; block < missing.length; block++) {
            missing[block] = layout.length(block);
        }
    }

    /** The floats {@code [first, first + length)} are final; tells each block of which nothing is missing any more. */
    void done(int first, int length, IntConsumer whole) {
        int end = first + length;
        for (int block = layout.blockOf(first); block < missing.length && layout.start(block) < end; block++) {
            int from = Math.max(first, layout.start(block));
            int to = Math.min(end, layout.start(block) + layout.length(block));
            missing[block] -= to - from;
            if (missing[block] < 0) {
                throw new IllegalStateException(
                        "floats [" + first + ", " + end + ") of block " + block + " came twice");
            }
            if (missing[block] == 0) {
                whole.accept(block);
            }
        }
    }
}
