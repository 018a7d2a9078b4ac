package dev.lockstep.bench.compare;

import java.util.List;

/**
 * A network of the comparison: {@code deploy/bench/jobs/NAME.conf} has its layers.
 *
 * @param batch         examples a step
 * @param warmUpSteps   steps that are dropped, in which code is compiled and caches fill
 * @param measuredSteps steps after them, of which a run's median is taken
 */
record Network(String name, int batch, int warmUpSteps, int measuredSteps) {

    static final double LEARNING_RATE = 0.01;
    static final double MOMENTUM = 0.9;

    static final List<Network> ALL = List.of(new Network("small", 64, 6_000, 1_000),
            new Network("mlp", 128, 1_500, 400),
            new Network("big", 128, 100, 80), new Network("cnn", 64, 150, 80));

    private static final int QUICK = 4;

    int steps() {
        return warmUpSteps + measuredSteps;
    }

    /** The same for a quick look, with fewer steps. */
    Network quick() {
        return new Network(name, batch, warmUpSteps / QUICK, measuredSteps / QUICK);
    }
}
