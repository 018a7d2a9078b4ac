package dev.lockstep.common.reduce;

/**
 * The scalar partial: what a node's examples add to loss, weight and metrics. Added in double along the same tree as the
 * gradients.
 *
 * @param lossSum             sum of the examples' losses
 * @param weight              how many examples
 * @param correct             how many were predicted right; a share of an example counts as such
 * @param firstNonFiniteLayer the first layer with an output that is not finite, when a loss is not; -1 for none
 */
public record Scalars(double lossSum, double weight, double correct, int firstNonFiniteLayer) {

    public static final int ALL_FINITE = -1;

    /** A node without examples. */
    public static final Scalars ZERO = new Scalars(0, 0, 0, ALL_FINITE);

    /** For a {@link Completion}. */
    public static final Combiner<Scalars> COMBINER = new Combiner<>() {
        @Override
        public Scalars add(Scalars left, Scalars right) {
            return left.plus(right);
        }

        @Override
        public void release(Scalars value) {}
    };

    /** The sum at the parent of two siblings, this one on the left. */
    public Scalars plus(Scalars right) {
        int layer = firstNonFiniteLayer < 0
                ? right.firstNonFiniteLayer
                : right.firstNonFiniteLayer < 0
                        ? firstNonFiniteLayer
                        : Math.min(firstNonFiniteLayer, right.firstNonFiniteLayer);
        return new Scalars(lossSum + right.lossSum, weight + right.weight, correct + right.correct, layer);
    }

    public double meanLoss() {
        return lossSum / weight;
    }

    /** Fraction of the examples predicted right. */
    public double accuracy() {
        return correct / weight;
    }
}
