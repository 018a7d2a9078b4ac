package dev.lockstep.bench.scale;

import dev.lockstep.common.tensor.BlockLayout;

/**
 * The time of a step, in seconds. ARCHITECTURE.md, "Scale", has the formulas. It knows no stragglers: all workers are
 * equally fast, and nothing is lost on the way.
 */
record StepModel(Constants constants, Job job) {

    /** One process that does all: no exchange. */
    double aloneS(int slots) {
        return slotPassS(job.shards(), slots) + bytes() * constants.stepSPerByte() / slots;
    }

    double stepS(Cluster cluster, Topology topology, int workers) {
        Shares shares = Shares.of(job.shards(), workers);
        Rates rates = new Rates(constants, cluster, shares, workers, job.network());
        double passS = passS(cluster, shares, workers);
        if (Double.isInfinite(cluster.bytesPerS())) {
            // Processors that are busy with floats do not go on with a pass meanwhile.
            return passS + bytes() * (rates.upS(topology) + rates.downS(topology)) + rates.hopsS(topology);
        }
        double lastS = lastBlockS(passS, rates.upS(topology), rates.downS(topology));
        double firstReadyS = passS * job.network().readyShare(job.network().blocks().blocks() - 1);
        return Math.max(lastS, firstReadyS + bytes() * rates.bothWaysS(topology)) + rates.hopsS(topology);
    }

    /** Forward and backward of the slowest worker. */
    private double passS(Cluster cluster, Shares shares, int workers) {
        double alone = slotPassS(shares.mostShards(), cluster.slots());
        if (!cluster.isOneMachine()) {
            return alone;
        }
        Constants.Pass pass = constants.pass(job.network());
        return Math.max(alone, (workers * pass.fixedS() + job.batch() * pass.exampleS()) / cluster.cores());
    }

    private double slotPassS(int shards, int slots) {
        return constants.pass(job.network()).ofS(job.examples(Math.ceilDiv(shards, slots)));
    }

    /**
     * When the last block is back: blocks leave one after another as backward finishes them, and come back one after
     * another, each after it has arrived from all.
     *
     * @param upS   per byte
     * @param downS per byte
     */
    private double lastBlockS(double passS, double upS, double downS) {
        BlockLayout blocks = job.network().blocks();
        double upDoneS = 0;
        double downDoneS = 0;
        for (int block = blocks.blocks() - 1; block >= 0; block--) {
            double blockBytes = (double) blocks.length(block) * Float.BYTES;
            upDoneS = Math.max(upDoneS, passS * job.network().readyShare(block)) + blockBytes * upS;
            downDoneS = Math.max(downDoneS, upDoneS) + blockBytes * downS;
        }
        return downDoneS;
    }

    private double bytes() {
        return job.network().gradientBytes();
    }
}
