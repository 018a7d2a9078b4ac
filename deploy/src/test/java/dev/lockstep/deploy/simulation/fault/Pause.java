package dev.lockstep.deploy.simulation.fault;

import java.util.concurrent.TimeUnit;

/** A process stands still: garbage is collected, a virtual machine moves, somebody sends SIGSTOP. */
public final class Pause extends TimedFault {

    private static final long SHORTEST_NS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long LONGEST_NS = TimeUnit.SECONDS.toNanos(20);

    public Pause(double perSecond, long seed) {
        super(perSecond, seed);
    }

    @Override
    protected boolean strike(World world) {
        world.pause(anyOf(world.slots()), anyLength(SHORTEST_NS, LONGEST_NS));
        return true;
    }
}
