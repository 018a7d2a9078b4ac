package dev.lockstep.deploy.simulation.fault;

/** A bit of a bulk frame flips on its way. */
public final class FrameFlip extends Fault {

    public FrameFlip(double rate, long seed) {
        super(rate, seed);
    }
}
