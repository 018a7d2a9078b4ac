package dev.lockstep.bench.compare;

import java.util.stream.DoubleStream;

/** Sums up measurements. */
final class Statistics {

    private Statistics() {}

    /** The middle one, or the mean of the middle two. */
    static double median(DoubleStream values) {
        double[] sorted = values.sorted().toArray();
        if (sorted.length == 0) {
            throw new IllegalArgumentException("no values have no median");
        }
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
