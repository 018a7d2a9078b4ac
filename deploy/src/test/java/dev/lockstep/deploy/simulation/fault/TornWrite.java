package dev.lockstep.deploy.simulation.fault;

/** Of what was not forced when a machine went, the beginning is there. */
public final class TornWrite extends Fault {

    public TornWrite(double rate, long seed) {
        super(rate, seed);
    }
}
