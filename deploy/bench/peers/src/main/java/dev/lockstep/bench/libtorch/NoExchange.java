package dev.lockstep.bench.libtorch;

import org.bytedeco.pytorch.Optimizer;

/** One process, whose gradients are the gradients. */
record NoExchange(Optimizer optimizer) implements GradientExchange {

    @Override
    public void beforeForward() {
        optimizer.zero_grad(true);
    }
}
