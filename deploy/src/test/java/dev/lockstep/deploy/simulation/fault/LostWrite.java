package dev.lockstep.deploy.simulation.fault;

/** What was not forced when a machine went is gone. */
public final class LostWrite extends Fault {

    public LostWrite(double rate, long seed) {
        super(rate, seed);
    }
}
