package dev.lockstep.deploy.simulation.fault;

/** A bit of a stored checkpoint flips. */
public final class CheckpointFlip extends TimedFault {

    public CheckpointFlip(double perSecond, long seed) {
        super(perSecond, seed);
    }

    @Override
    protected boolean strike(World world) {
        return world.damageCheckpoint(random());
    }
}
