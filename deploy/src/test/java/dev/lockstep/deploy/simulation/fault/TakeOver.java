package dev.lockstep.deploy.simulation.fault;

/** A coordinator is started although another one may live: two at once, one folder. */
public final class TakeOver extends TimedFault {

    public TakeOver(double perSecond, long seed) {
        super(perSecond, seed);
    }

    @Override
    protected boolean strike(World world) {
        return world.startAnotherCoordinator();
    }
}
