package dev.lockstep.common.optim;

import dev.lockstep.common.job.OptimizerSpec;

/**
 * Stochastic gradient descent with momentum, as PyTorch's {@code SGD} with no dampening (I. Sutskever et al., "On the
 * importance of initialization and momentum in deep learning", ICML 2013, with the rate outside of the velocity).
 *
 * <p>Per element, every operation rounded to float, in this order:
 *
 * <pre>
 *   g = (sum / divisor) * clip
 *   g = g + decay * w                   also with a decay of 0
 *   v = momentum * v + g                only with momentum
 *   u = v, or g + momentum * v          Nesterov: the latter; without momentum: u = g
 *   w = w - rate * u
 * </pre>
 */
public final class Sgd implements Optimizer {

    private final float momentum;
    private final boolean nesterov;
    private final float weightDecay;

    public Sgd(OptimizerSpec.Sgd spec) {
        this.momentum = (float) spec.momentum();
        this.nesterov = spec.nesterov();
        this.weightDecay = (float) spec.weightDecay();
    }

    @Override
    public int stateSlots() {
        return momentum == 0 ? 0 : 1;
    }

    @Override
    public void step(long step, double rate, StepScale scale, BlockUpdate block) {
        block.placeGradient();
        float[] w = block.parameters().array();
        float[] out = block.nextParameters().array();
        if (momentum == 0) {
            plain(w, out, block.from(), block.to(), scale.divisor(), scale.clip(), weightDecay, (float) rate);
            return;
        }
        float[] v = block.state().getFirst().array();
        float[] nextV = block.nextState().getFirst().array();
        if (nesterov) {
            nesterov(w, v, out, nextV, block.from(), block.to(), scale.divisor(), scale.clip(), weightDecay, momentum,
                    (float) rate);
        } else {
            heavyBall(w, v, out, nextV, block.from(), block.to(), scale.divisor(), scale.clip(), weightDecay, momentum,
                    (float) rate);
        }
    }

    // In each loop out[i] holds the sum of gradients when its turn comes.

    private static void plain(float[] w, float[] out, int from, int to, float divisor, float clip, float decay,
            float rate) {
        for (int i = from; i < to; i++) {
            float g = out[i] / divisor * clip + decay * w[i];
            out[i] = w[i] - rate * g;
        }
    }

    private static void heavyBall(float[] w, float[] v, float[] out, float[] nextV, int from, int to, float divisor,
            float clip, float decay, float momentum, float rate) {
        for (int i = from; i < to; i++) {
            float g = out[i] / divisor * clip + decay * w[i];
            float velocity = momentum * v[i] + g;
            nextV[i] = velocity;
            out[i] = w[i] - rate * velocity;
        }
    }

    private static void nesterov(float[] w, float[] v, float[] out, float[] nextV, int from, int to, float divisor,
            float clip, float decay, float momentum, float rate) {
        for (int i = from; i < to; i++) {
            float g = out[i] / divisor * clip + decay * w[i];
            float velocity = momentum * v[i] + g;
            nextV[i] = velocity;
            out[i] = w[i] - rate * (g + momentum * velocity);
        }
    }
}
