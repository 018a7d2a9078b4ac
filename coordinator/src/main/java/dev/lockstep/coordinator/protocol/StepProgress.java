package dev.lockstep.coordinator.protocol;

import dev.lockstep.common.reduce.Completion;
import dev.lockstep.common.reduce.Node;
import dev.lockstep.common.reduce.Scalars;
import dev.lockstep.common.reduce.ShardRange;
import dev.lockstep.common.reduce.ShardTree;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/** How far a step has come: its loss, and which blocks of the next version are there. */
final class StepProgress {

    private static final int NONE = -1;

    private final long step;
    private final int blocks;
    private final ShardTree tree;
    private final Completion<Scalars> scalars;
    private final BitSet stepped = new BitSet();
    private int heldBlock = NONE;
    private long progressNs;

    StepProgress(long step, int blocks, ShardTree tree, long nowNs) {
        this.step = step;
        this.blocks = blocks;
        this.tree = tree;
        this.scalars = new Completion<>(tree, Scalars.COMBINER);
        this.progressNs = nowNs;
    }

    long step() {
        return step;
    }

    /** What this step makes. */
    long version() {
        return step + 1;
    }

    /** When something last came of this step. */
    long progressNs() {
        return progressNs;
    }

    /** Time in which nothing was awaited of this step does not count. */
    void touch(long nowNs) {
        progressNs = nowNs;
    }

    /** @return whether the loss of the step is known now and was not before */
    boolean scalars(Node node, Scalars partial, long nowNs) {
        progressNs = nowNs;
        return scalars.offer(node, partial) == Completion.Outcome.COMPLETED;
    }

    boolean lossKnown() {
        return scalars.isComplete();
    }

    /** Loss and weight of the whole batch, once {@link #lossKnown()}. */
    Scalars total() {
        return scalars.value(tree.root());
    }

    /**
     * Notes a block of the next version.
     *
     * @return whether it may be published; the last one is held until the version is committed
     */
    boolean stepped(int block, long nowNs) {
        if (block < 0 || block >= blocks || stepped.get(block)) {
            throw new IllegalStateException("block " + block + " of " + blocks + " of version " + version()
                    + " cannot be stepped now; stepped are " + stepped);
        }
        progressNs = nowNs;
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

    /** Shards of which not even the loss has come. */
    List<ShardRange> missingShards() {
        return scalars.missing();
    }

    List<Integer> missingBlocks() {
        return IntStream.range(0, blocks).filter(b -> !stepped.get(b)).boxed().toList();
    }
}
