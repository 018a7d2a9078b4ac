package dev.lockstep.deploy.simulation.fault;

/** Somebody asks a process to stop, as SIGTERM does. */
public final class Signal extends TimedFault {

    public Signal(double perSecond, long seed) {
        super(perSecond, seed);
    }

    @Override
    protected boolean strike(World world) {
        return world.askToStop(anyOf(world.slots()));
    }
}
