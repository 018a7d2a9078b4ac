package dev.lockstep.deploy.simulation.fault;

import java.util.List;
import java.util.concurrent.TimeUnit;

/** What one says does not reach another, who is heard all the same. */
public final class OneWayCut extends TimedFault {

    private static final long SHORTEST_NS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long LONGEST_NS = TimeUnit.SECONDS.toNanos(25);

    public OneWayCut(double perSecond, long seed) {
        super(perSecond, seed);
    }

    @Override
    protected boolean strike(World world) {
        List<String> slots = world.slots();
        String from = anyOf(slots);
        String to = anyOf(slots);
        if (from.equals(to)) {
            return false;
        }
        world.cut(from, to, anyLength(SHORTEST_NS, LONGEST_NS));
        return true;
    }
}
