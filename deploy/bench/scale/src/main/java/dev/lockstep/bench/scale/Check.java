package dev.lockstep.bench.scale;

import java.util.List;
import java.util.OptionalLong;

/**
 * A run that was measured, to compare the model with.
 *
 * @param megabitsPerS of each link between network namespaces; empty where processes of one machine share memory
 */
record Check(String network, OptionalLong megabitsPerS, int workers, double measuredS) {

    static final List<Network> NETWORKS = List.of(Network.MLP, Network.BIG, Network.CNN);
    static final List<Integer> PROCESSES = List.of(2, 3, 4, 6, 8);
    static final List<Long> MEGABITS = List.of(1_000L, 100L);
    static final List<Integer> NAMESPACES = List.of(2, 3);

    private static final double BITS_PER_MEGABIT = 1e6;

    double predictedS(Constants constants) {
        Cluster cluster = megabitsPerS.isPresent()
                ? Cluster.namespaces(constants, megabitsPerS.getAsLong() * BITS_PER_MEGABIT)
                : Cluster.processes(constants);
        return new StepModel(constants, Job.of(Network.named(network))).stepS(cluster, new Topology.Star(), workers);
    }

    String place() {
        return megabitsPerS.isPresent() ? megabitsPerS.getAsLong() + " Mbit/s" : "processes";
    }
}
