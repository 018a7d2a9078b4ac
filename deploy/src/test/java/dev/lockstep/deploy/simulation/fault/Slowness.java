package dev.lockstep.deploy.simulation.fault;

import java.util.concurrent.TimeUnit;

/** A machine computes a hundred times slower for a while. */
public final class Slowness extends TimedFault {

    private static final int FACTOR = 100;
    private static final long SHORTEST_NS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long LONGEST_NS = TimeUnit.SECONDS.toNanos(20);

    public Slowness(double perSecond, long seed) {
        super(perSecond, seed);
    }

    @Override
    protected boolean strike(World world) {
        world.slow(anyOf(world.slots()), FACTOR, anyLength(SHORTEST_NS, LONGEST_NS));
        return true;
    }
}
