package dev.lockstep.common.data;

/**
 * How epochs are cut into global batches. Steps and epochs are counted from 0; the last batch of an epoch holds what is
 * left.
 *
 * @param examples in an epoch, at least 1
 * @param batch    examples in a full batch, 1 to {@code examples}
 */
public record BatchPlan(int examples, int batch) {

    public BatchPlan {
        if (batch < 1 || examples < batch) {
            throw new IllegalArgumentException("a batch of " + batch + " does not fit " + examples + " examples");
        }
    }

    public int stepsPerEpoch() {
        return (int) (((long) examples + batch - 1) / batch);
    }

    public long epoch(long step) {
        return step / stepsPerEpoch();
    }

    /** Where in its epoch's order the batch of a step starts. */
    public int firstPosition(long step) {
        return (int) (step % stepsPerEpoch()) * batch;
    }

    /** Examples in the batch of a step. */
    public int size(long step) {
        return Math.min(batch, examples - firstPosition(step));
    }

    /** Whether an epoch is over once this step is committed. */
    public boolean endsEpoch(long step) {
        return (step + 1) % stepsPerEpoch() == 0;
    }
}
