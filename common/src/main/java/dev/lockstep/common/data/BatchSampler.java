package dev.lockstep.common.data;

import java.util.Objects;

/** Says which examples a step's batch holds. Keeps the order of the epoch asked for last; safe for many threads. */
public final class BatchSampler {

    private record Epoch(long number, int[] order) {}

    private final EpochOrder order;
    private final BatchPlan plan;
    private volatile Epoch current = new Epoch(-1, new int[0]);

    public BatchSampler(long seed, BatchPlan plan) {
        this.order = new EpochOrder(seed, plan.examples());
        this.plan = plan;
    }

    public BatchPlan plan() {
        return plan;
    }

    /**
     * The examples at positions [from, to) of a step's batch.
     *
     * @param destination receives {@code to - from} example numbers, from {@code offset} on
     */
    public void examples(long step, int from, int to, int[] destination, int offset) {
        Objects.checkFromToIndex(from, to, plan.size(step));
        int[] epoch = orderOf(plan.epoch(step));
        System.arraycopy(epoch, plan.firstPosition(step) + from, destination, offset, to - from);
    }

    private int[] orderOf(long number) {
        Epoch seen = current;
        return seen.number == number ? seen.order : change(number);
    }

    private synchronized int[] change(long number) {
        if (current.number != number) {
            current = new Epoch(number, order.permutation(number));
        }
        return current.order;
    }
}
