package dev.lockstep.coordinator.parameters;

import dev.lockstep.common.reduce.Node;
import java.util.List;

/** Hears how the next version comes about; called on the threads of the runner's executor, never under a lock. */
public interface StepListener {

    /**
     * Every block of the partial at exactly this node of the tree has come, in one copy or several, and with this block the
     * last: the node's gradient is covered. Told once per step and node, before anything that it makes whole is told.
     *
     * @param worker who sent the last block
     */
    void arrived(String worker, long step, Node node);

    /** A worker has sent every block of an audited node, whether it counts by itself or not. Told once for each. */
    void answered(String worker, long step, Node node);

    /**
     * Workers have sent different bits for one block of an audited node, and nobody has sent the same as another.
     *
     * @param workers all who have sent it
     */
    void differ(long step, Node node, int block, List<String> workers);

    /**
     * Two workers have sent the same for a block of an audited node, which counts, and others something else. Told before
     * anything that it makes whole.
     */
    void outvoted(long step, Node node, int block, List<String> agreeing, List<String> others);

    /**
     * A block of {@code version} is written and finite: it may be broadcast.
     *
     * @param digest of its values, by {@code ParameterDigest}
     */
    void stepped(long version, int block, int digest);

    /** Every block of {@code version} has been told as stepped: it may be committed. */
    void whole(long version);

    /** A parameter of {@code version} is not finite; the version will never be whole. Told once per block. */
    void notFinite(long version, int block);

    /** A broken invariant; nothing more can be expected. */
    void failed(Throwable cause);
}
