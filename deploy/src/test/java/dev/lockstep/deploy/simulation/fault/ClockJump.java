package dev.lockstep.deploy.simulation.fault;

import java.util.concurrent.TimeUnit;

/** A clock goes forward at once. */
public final class ClockJump extends TimedFault {

    private static final long SHORTEST_NS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long LONGEST_NS = TimeUnit.SECONDS.toNanos(30);

    public ClockJump(double perSecond, long seed) {
        super(perSecond, seed);
    }

    @Override
    protected boolean strike(World world) {
        world.jumpClock(anyOf(world.slots()), anyLength(SHORTEST_NS, LONGEST_NS));
        return true;
    }
}
