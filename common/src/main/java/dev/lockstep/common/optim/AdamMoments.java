package dev.lockstep.common.optim;

/**
 * What Adam and AdamW share: the two moments, and the descent along them (D. P. Kingma, J. Ba, "Adam: A Method for
 * Stochastic Optimization", ICLR 2015, algorithm 1, with the corrections applied as PyTorch does).
 *
 * <p>Per element, every operation rounded to float, in this order:
 *
 * <pre>
 *   m = m + (g - m) * (1 - beta1)
 *   v = beta2 * v + ((1 - beta2) * g) * g
 *   w = w - size * (m / (sqrt(v) / root + epsilon))
 * </pre>
 *
 * where {@code size = rate / (1 - beta1^t)} and {@code root = sqrt(1 - beta2^t)}, in double by StrictMath, then rounded;
 * {@code t} counts from 1. They are functions of the step alone.
 */
final class AdamMoments {

    private final double beta1;
    private final double beta2;
    private final float epsilon;

    AdamMoments(double beta1, double beta2, double epsilon) {
        this.beta1 = beta1;
        this.beta2 = beta2;
        this.epsilon = (float) epsilon;
    }

    /**
     * @param l2   added to the gradient times the parameter, before the moments
     * @param keep what the parameter is multiplied by, before the descent; 1 changes no bit
     */
    void step(long step, double rate, StepScale scale, BlockUpdate block, float l2, float keep) {
        float size = (float) (rate / (1 - StrictMath.pow(beta1, step + 1)));
        float root = (float) StrictMath.sqrt(1 - StrictMath.pow(beta2, step + 1));
        block.placeGradient();
        float[] w = block.parameters().array();
        float[] out = block.nextParameters().array();
        float[] nextM = block.nextState().getFirst().array();
        float[] nextV = block.nextState().getLast().array();
        moments(w, out, block.state().getFirst().array(), block.state().getLast().array(), nextM, nextV, block.from(),
                block.to(), scale.divisor(), scale.clip(), l2, (float) (1 - beta1), (float) beta2,
                (float) (1 - beta2));
        descend(w, nextM, nextV, out, block.from(), block.to(), size, root, epsilon, keep);
    }

    private static void moments(float[] w, float[] sum, float[] m, float[] v, float[] nextM, float[] nextV, int from,
            int to, float divisor, float clip, float l2, float newInM, float oldInV, float newInV) {
        for (int i = from; i < to; i++) {
            float g = sum[i] / divisor * clip + l2 * w[i];
            nextM[i] = m[i] + (g - m[i]) * newInM;
            nextV[i] = oldInV * v[i] + newInV * g * g;
        }
    }

    private static void descend(float[] w, float[] m, float[] v, float[] out, int from, int to, float size, float root,
            float epsilon, float keep) {
        for (int i = from; i < to; i++) {
            // The root in double, rounded to float, is the correctly rounded float root: one instruction when compiled.
            float denominator = (float) Math.sqrt(v[i]) / root + epsilon;
            out[i] = w[i] * keep - size * (m[i] / denominator);
        }
    }
}
