package dev.lockstep.deploy.simulation.fault;

/** A control message is overtaken by others of its sender. */
public final class Reordering extends Fault {

    public Reordering(double rate, long seed) {
        super(rate, seed);
    }
}
