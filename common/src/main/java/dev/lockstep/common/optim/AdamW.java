package dev.lockstep.common.optim;

import dev.lockstep.common.job.OptimizerSpec;

/**
 * Adam with decoupled weight decay (I. Loshchilov, F. Hutter, "Decoupled Weight Decay Regularization", ICLR 2019), as
 * PyTorch's: {@code w = w * (1 - rate * decay)}, the factor in double, then rounded; then {@link AdamMoments} with
 * {@code g = (sum / divisor) * clip}.
 */
public final class AdamW implements Optimizer {

    private final AdamMoments moments;
    private final double weightDecay;

    public AdamW(OptimizerSpec.AdamW spec) {
        this.moments = new AdamMoments(spec.beta1(), spec.beta2(), spec.epsilon());
        this.weightDecay = spec.weightDecay();
    }

    /** The first and the second moment. */
    @Override
    public int stateSlots() {
        return 2;
    }

    @Override
    public void step(long step, double rate, StepScale scale, BlockUpdate block) {
        moments.step(step, rate, scale, block, 0, (float) (1 - rate * weightDecay));
    }
}
