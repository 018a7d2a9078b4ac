package dev.lockstep.common.nn;

import dev.lockstep.common.reduce.Scalars;

/**
 * Told of a range's sums as soon as each is final: first all scalars, then gradients, last layer first. The floats that are
 * final are a suffix of the vector that grows downwards, since layers are a chain and each parameter is used once.
 */
public interface RangeSink {

    /**
     * Loss, weight and metrics at a node.
     *
     * @param node index in the plan's nodes
     */
    void scalars(int node, Scalars scalars);

    /**
     * The floats {@code [first, first + length)} of every node's gradient are final in the buffers that the caller gave;
     * the pass writes them no more.
     */
    void gradient(int first, int length, float[][] nodes);
}
