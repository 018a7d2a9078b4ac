package dev.lockstep.deploy.simulation.fault;

/** A control message never arrives. */
public final class Loss extends Fault {

    public Loss(double rate, long seed) {
        super(rate, seed);
    }
}
