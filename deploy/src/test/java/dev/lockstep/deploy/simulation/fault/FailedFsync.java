package dev.lockstep.deploy.simulation.fault;

/** A force fails, and what was written may never be on the disk. */
public final class FailedFsync extends Fault {

    public FailedFsync(double rate, long seed) {
        super(rate, seed);
    }
}
