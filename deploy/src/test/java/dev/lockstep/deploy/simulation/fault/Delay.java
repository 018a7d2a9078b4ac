package dev.lockstep.deploy.simulation.fault;

/** A control message is seconds late. */
public final class Delay extends Fault {

    public Delay(double rate, long seed) {
        super(rate, seed);
    }
}
