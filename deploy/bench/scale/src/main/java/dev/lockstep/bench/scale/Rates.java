package dev.lockstep.bench.scale;

import dev.lockstep.common.tensor.BlockLayout;

/**
 * Seconds that a byte of the gradient takes, of all N workers together: up to where it is summed, and back as a
 * parameter. The slower of network card and processor counts, since they work at the same time.
 */
record Rates(Constants constants, Cluster cluster, Shares shares, int workers, Network network) {

    /** Partials of all workers to where they are summed, with the sums. */
    double upS(Topology topology) {
        double partials = shares.partials();
        double most = shares.mostPartials();
        double byCard = cardS(switch (topology) {
            case Topology.Star _ -> partials;
            case Topology.Owners owners -> partialsAtOwner(largestShare(owners.count()));
            case Topology.EvenOwners _ -> partialsAtOwner(1.0 / workers);
            case Topology.Ring _ -> 2.0 * (workers - 1) / workers;
        });
        double addS = Math.max(0, partials - 1) * constants.addSPerByte();
        if (cluster.isOneMachine()) {
            return Math.max(byCard, turns() * partials / workers * oneWayS() + addS / cluster.cores());
        }
        double byProcessor = switch (topology) {
            case Topology.Star _ -> (partials * oneWayS() / 2 + addS) / cluster.cores();
            case Topology.Owners owners ->
                (partials * oneWayS() / 2 + addS) / cluster.cores() * largestShare(owners.count());
            case Topology.EvenOwners _ -> (partials * oneWayS() / 2 + addS) / cluster.cores() / workers;
            case Topology.Ring _ -> 2 * oneWayS() + constants.addSPerByte();
        };
        return Math.max(byCard, Math.max(byProcessor, topology instanceof Topology.Ring ? 0 : most * oneWayS()));
    }

    /** The optimizer, and parameters to all. */
    double downS(Topology topology) {
        double byCard = cardS(switch (topology) {
            case Topology.Star _ -> workers;
            case Topology.Owners owners -> parametersOfOwner(largestShare(owners.count()));
            case Topology.EvenOwners _ -> parametersOfOwner(1.0 / workers);
            case Topology.Ring _ -> 0;
        });
        if (cluster.isOneMachine()) {
            return Math.max(byCard, turns() * oneWayS() + constants.stepSPerByte());
        }
        double stepS = constants.stepSPerByte();
        return Math.max(byCard, switch (topology) {
            case Topology.Star _ -> Math.max(oneWayS(), (workers * oneWayS() / 2 + stepS) / cluster.cores());
            case Topology.Owners owners ->
                Math.max(oneWayS(), (workers * oneWayS() / 2 + stepS) / cluster.cores() * largestShare(owners.count()));
            case Topology.EvenOwners _ ->
                Math.max(oneWayS(), (workers * oneWayS() / 2 + stepS) / cluster.cores() / workers);
            case Topology.Ring _ -> stepS / cluster.cores();
        });
    }

    /** Per byte, what passes one way through the card of a worker that is an owner: partials and parameters. */
    double bothWaysS(Topology topology) {
        return switch (topology) {
            case Topology.Star _ -> 0;
            case Topology.Owners owners -> ownersCardS(largestShare(owners.count()));
            case Topology.EvenOwners _ -> ownersCardS(1.0 / workers);
            case Topology.Ring _ -> 0;
        };
    }

    double hopsS(Topology topology) {
        double hopS = cluster.exchange().fixedS() / 2;
        return topology instanceof Topology.Ring ? 2.0 * (workers - 1) * hopS : 2 * hopS;
    }

    private double ownersCardS(double share) {
        double in = (shares.partials() - partialsOfOne()) * share + 1 - share;
        double out = partialsOfOne() * (1 - share) + (workers - 1) * share;
        return cardS(Math.max(in, out));
    }

    /** An owner's partials of its own blocks stay with it. */
    private double partialsAtOwner(double share) {
        return Math.max((shares.partials() - partialsOfOne()) * share, partialsOfOne() * (1 - share));
    }

    private double parametersOfOwner(double share) {
        return Math.max((workers - 1) * share, 1 - share);
    }

    /** The mean: every owner is a worker like others. */
    private double partialsOfOne() {
        return (double) shares.partials() / workers;
    }

    /** What the owner of most has of all bytes, when whole blocks are dealt out in order. */
    private double largestShare(int owners) {
        BlockLayout blocks = network.blocks();
        int count = Math.min(Math.min(owners, workers), blocks.blocks());
        double target = (double) blocks.floats() / count;
        double largest = 0;
        double own = 0;
        int owner = 0;
        for (int block = 0; block < blocks.blocks(); block++) {
            double middle = blocks.start(block) + blocks.length(block) / 2.0;
            int next = (int) (middle / target);
            own = next == owner ? own + blocks.length(block) : blocks.length(block);
            owner = next;
            largest = Math.max(largest, own);
        }
        return largest / blocks.floats();
    }

    private double cardS(double copies) {
        return copies / cluster.bytesPerS();
    }

    private double oneWayS() {
        return cluster.exchange().sPerByte() / 2;
    }

    /** How many times one worker's exchange, which keeps two processes busy, N of them take where all share the cores. */
    private double turns() {
        return Math.max(1, (workers + 1.0) / cluster.cores());
    }
}
