package dev.lockstep.deploy.simulation.fault;

import java.util.concurrent.TimeUnit;

/** No more can be written for a while. */
public final class DiskFull extends TimedFault {

    private static final long SHORTEST_NS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long LONGEST_NS = TimeUnit.SECONDS.toNanos(10);

    public DiskFull(double perSecond, long seed) {
        super(perSecond, seed);
    }

    @Override
    protected boolean strike(World world) {
        world.fillDisk(anyLength(SHORTEST_NS, LONGEST_NS));
        return true;
    }
}
