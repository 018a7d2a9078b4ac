package dev.lockstep.deploy.simulation.fault;

/** A worker computes wrong: a bit of a partial flips before it is sent. Only where that is looked for. */
public final class PartialFlip extends Fault {

    public PartialFlip(double rate, long seed) {
        super(rate, seed);
    }
}
