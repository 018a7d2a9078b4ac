package dev.lockstep.bench.scale;

/**
 * A network with a batch: what stays the same whoever trains it.
 *
 * @param batch examples a step
 */
record Job(Network network, int batch, int shards) {

    /** As {@code deploy/bench/jobs} has it. */
    static Job of(Network network) {
        return new Job(network, network.batch(), Network.SHARDS);
    }

    double examples(int ofShards) {
        return (double) batch * ofShards / shards;
    }

    @Override
    public String toString() {
        return network.name() + ", batch " + batch;
    }
}
