package dev.lockstep.deploy.simulation.fault;

/** A control message arrives twice. */
public final class Duplication extends Fault {

    public Duplication(double rate, long seed) {
        super(rate, seed);
    }
}
