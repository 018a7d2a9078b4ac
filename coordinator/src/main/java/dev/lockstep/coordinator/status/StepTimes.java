package dev.lockstep.coordinator.status;

import java.util.Arrays;
import java.util.OptionalDouble;

/** How long each step took, as far as the median needs it. */
final class StepTimes {

    /** Past this many the older half is forgotten: 8 MiB. */
    static final int MAX_KEPT = 1 << 20;

    private static final int FIRST_CAPACITY = 1024;
    private static final int DROPPED_FRACTION = 5;
    private static final double NS_PER_MS = 1e6;

    private long[] ns = new long[FIRST_CAPACITY];
    private int count;
    private boolean forgot;

    void add(long durationNs) {
        if (count == MAX_KEPT) {
            System.arraycopy(ns, count / 2, ns, 0, count - count / 2);
            count -= count / 2;
            forgot = true;
        } else if (count == ns.length) {
            ns = Arrays.copyOf(ns, 2 * count);
        }
        ns[count++] = durationNs;
    }

    /** Without the first fifth of the steps, in which the JVM warms up. */
    OptionalDouble medianMs() {
        int from = forgot ? 0 : count / DROPPED_FRACTION;
        if (from == count) {
            return OptionalDouble.empty();
        }
        long[] sorted = Arrays.copyOfRange(ns, from, count);
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2.0;
        return OptionalDouble.of(median / NS_PER_MS);
    }
}
