package dev.lockstep.worker.compute;

/** Which examples each global batch holds. For any thread. */
final class Batches {

    private final int examples;
    private final int batch;

    Batches(int examples, int batch, long seed) {
        this.examples = examples;
        this.batch = batch;
    }

    /** Examples in the batch of {@code step}. */
    int size(long step) {
        return (int) Math.min(batch, examples - first(step));
    }

    /** Writes which examples stand at positions {@code [from, to)} of the batch. */
    void examples(long step, int from, int to, int[] destination) {
        for (int i = from; i < to; i++) {
            destination[i - from] = (int) first(step) + i;
        }
    }

    private long first(long step) {
        long perEpoch = (examples + batch - 1L) / batch;
        return step % perEpoch * batch;
    }
}
