package dev.lockstep.bench.compare;

import java.util.List;
import java.util.function.ToDoubleFunction;

/** All runs of one row on one network; at least one. */
record Cell(Network network, Row row, List<Measurement> rounds) {

    double medianMs() {
        return median(Measurement::medianMs);
    }

    double leastMs() {
        return rounds.stream().mapToDouble(Measurement::medianMs).min().orElseThrow();
    }

    double mostMs() {
        return rounds.stream().mapToDouble(Measurement::medianMs).max().orElseThrow();
    }

    double examplesPerSecond() {
        return network.batch() * 1e3 / medianMs();
    }

    double peakMemoryMib() {
        return median(Measurement::peakMemoryMib);
    }

    double lastLoss() {
        return median(Measurement::lastLoss);
    }

    private double median(ToDoubleFunction<Measurement> value) {
        return Statistics.median(rounds.stream().mapToDouble(value));
    }
}
