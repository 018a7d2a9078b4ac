package dev.lockstep.coordinator.protocol;

import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/** How far a step has come: what workers compute, and which blocks of the next version are there. */
final class StepProgress {

    private static final int NONE = -1;

    private final OpenSum sum;
    private final int blocks;
    private final BitSet stepped = new BitSet();
    private final int[] digests;
    private int heldBlock = NONE;
    private boolean proceeded;

    StepProgress(OpenSum sum, int blocks) {
        this.sum = sum;
        this.blocks = blocks;
        this.digests = new int[blocks];
    }

    OpenSum sum() {
        return sum;
    }

    long step() {
        return sum.version();
    }

    /** What this step makes. */
    long version() {
        return step() + 1;
    }

    /**
     * Notes a block of the next version.
     *
     * @return whether it may be published; the last one is held until the version is committed
     */
    boolean stepped(int block, int digest, long nowNs) {
        if (block < 0 || block >= blocks || stepped.get(block)) {
            throw new IllegalStateException("block " + block + " of " + blocks + " of version " + version()
                    + " cannot be stepped now; stepped are " + stepped);
        }
        sum.touch(nowNs);
        digests[block] = digest;
        stepped.set(block);
        if (stepped.cardinality() == blocks) {
            heldBlock = block;
        }
        return heldBlock != block;
    }

    /** The block to be published after the commit. */
    int heldBlock() {
        if (heldBlock == NONE) {
            throw new IllegalStateException(
                    "version " + version() + " cannot be whole, blocks " + missingBlocks() + " are not stepped");
        }
        return heldBlock;
    }

    /** Of the blocks of the next version, in order. */
    int[] digests() {
        return digests.clone();
    }

    /** Whether the step was let go on. */
    boolean proceeded() {
        return proceeded;
    }

    void proceed() {
        proceeded = true;
    }

    List<Integer> missingBlocks() {
        return IntStream.range(0, blocks).filter(b -> !stepped.get(b)).boxed().toList();
    }
}
