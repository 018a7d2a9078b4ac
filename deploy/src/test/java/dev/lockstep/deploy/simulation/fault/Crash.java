package dev.lockstep.deploy.simulation.fault;

/** A process dies, or its whole machine, so that nobody hears of it. */
public final class Crash extends TimedFault {

    public Crash(double perSecond, long seed) {
        super(perSecond, seed);
    }

    @Override
    protected boolean strike(World world) {
        world.kill(anyOf(world.slots()), random().nextBoolean());
        return true;
    }
}
