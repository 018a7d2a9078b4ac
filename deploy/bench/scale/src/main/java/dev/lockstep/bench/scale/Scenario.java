package dev.lockstep.bench.scale;

import java.util.List;

/**
 * A job that is trained by more and more machines of 8 cores.
 *
 * @param gigabitsPerS of each machine's network card
 */
record Scenario(Network network, int gigabitsPerS) {

    static final int CORES = 8;
    /** A shard for each slot of 1,024 machines. */
    static final int SHARDS = 8_192;
    /** As many as in the runs that the constants are from, of the networks with a batch of 128. */
    static final int EXAMPLES_A_SHARD = 8;
    static final List<Integer> GIGABITS = List.of(1, 10, 25, 100);
    static final List<Network> NETWORKS = List.of(Network.BIG, Network.CNN);

    static final List<Scenario> ALL = NETWORKS.stream()
            .flatMap(network -> GIGABITS.stream().map(rate -> new Scenario(network, rate))).toList();

    private static final double BITS_PER_GIGABIT = 1e9;

    double stepS(Constants constants, Curve curve, int workers) {
        return model(constants).stepS(Cluster.machines(constants, CORES, gigabitsPerS * BITS_PER_GIGABIT),
                curve.topology(), workers);
    }

    /** Of one machine that trains alone, per machine: 1 if N machines were N times as fast. */
    double efficiency(Constants constants, Curve curve, int workers) {
        return model(constants).aloneS(CORES) / workers / stepS(constants, curve, workers);
    }

    String title() {
        return network.name() + ", " + gigabitsPerS + " Gbit/s";
    }

    private StepModel model(Constants constants) {
        return new StepModel(constants, new Job(network, SHARDS * EXAMPLES_A_SHARD, SHARDS));
    }
}
