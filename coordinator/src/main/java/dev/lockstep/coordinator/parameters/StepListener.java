package dev.lockstep.coordinator.parameters;

import dev.lockstep.common.reduce.Node;

/** Hears how the next version comes about; called on the threads of the runner's executor, never under a lock. */
public interface StepListener {

    /**
     * Every block of the partial at exactly this node of the tree has come, in one copy or several, and with this block the
     * last: the node's gradient is covered. Told once per step and node, before anything that it makes whole is told.
     *
     * @param worker who sent the last block
     */
    void arrived(String worker, long step, Node node);

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
