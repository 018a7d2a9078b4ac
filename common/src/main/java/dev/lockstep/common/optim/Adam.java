package dev.lockstep.common.optim;

import dev.lockstep.common.job.OptimizerSpec;

/**
 * Adam, as PyTorch's. Weight decay is L2: {@code g = (sum / divisor) * clip + decay * w} before {@link AdamMoments}, every
 * operation rounded to float in this order.
 */
public final class Adam implements Optimizer {

    private final AdamMoments moments;
    private final float weightDecay;

    public Adam(OptimizerSpec.Adam spec) {
        this.moments = new AdamMoments(spec.beta1(), spec.beta2(), spec.epsilon());
        this.weightDecay = (float) spec.weightDecay();
    }

    /** The first and the second moment. */
    @Override
    public int stateSlots() {
        return 2;
    }

    @Override
    public void step(long step, double rate, StepScale scale, BlockUpdate block) {
        moments.step(step, rate, scale, block, weightDecay, 1);
    }
}
