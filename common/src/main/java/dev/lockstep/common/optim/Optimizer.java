package dev.lockstep.common.optim;

import dev.lockstep.common.job.OptimizerSpec;

/**
 * An update rule. Stateless itself: what it remembers between steps are vectors as long as the parameters, zero before
 * the first step, which the caller keeps. Every output element depends only on the same element of the inputs, so blocks
 * may be stepped in any order, by any thread, cut anyhow. The meaning is PyTorch's.
 */
public sealed interface Optimizer permits Sgd, Adam, AdamW {

    /** Vectors of state per parameter: 0 to 2. */
    int stateSlots();

    /**
     * Steps one block from version {@code step} to {@code step + 1}. Allocates nothing.
     *
     * @param step counted from 0
     * @param rate learning rate of this step, from a {@link Schedule}
     */
    void step(long step, double rate, StepScale scale, BlockUpdate block);

    static Optimizer create(OptimizerSpec spec) {
        return switch (spec.rule()) {
            case OptimizerSpec.Sgd sgd -> new Sgd(sgd);
            case OptimizerSpec.Adam adam -> new Adam(adam);
            case OptimizerSpec.AdamW adamW -> new AdamW(adamW);
        };
    }
}
