package dev.lockstep.common.data;

/**
 * The order in which an epoch passes over the training examples: a pure function of seed and epoch.
 *
 * @param examples how many there are, at least 1
 */
public record EpochOrder(long seed, int examples) {

    private static final long MAX_EPOCHS = 1L << 48;

    public EpochOrder {
        if (examples < 1) {
            throw new IllegalArgumentException("an epoch needs at least 1 example, got " + examples);
        }
    }

    /** @param epoch counted from 0 */
    public int[] permutation(long epoch) {
        if (epoch < 0 || epoch >= MAX_EPOCHS) {
            throw new IllegalArgumentException("epoch " + epoch + " is not in [0, " + MAX_EPOCHS + ")");
        }
        return Permutation.of(seed, Permutation.EPOCH | epoch, examples);
    }
}
