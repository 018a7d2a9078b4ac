package dev.lockstep.deploy.simulation.fault;

import java.util.List;
import java.util.concurrent.TimeUnit;

/** One is cut off from all others, both ways. */
public final class TwoWayCut extends TimedFault {

    private static final long SHORTEST_NS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long LONGEST_NS = TimeUnit.SECONDS.toNanos(25);

    public TwoWayCut(double perSecond, long seed) {
        super(perSecond, seed);
    }

    @Override
    protected boolean strike(World world) {
        List<String> slots = world.slots();
        String alone = anyOf(slots);
        long ns = anyLength(SHORTEST_NS, LONGEST_NS);
        slots.stream().filter(other -> !other.equals(alone)).forEach(other -> {
            world.cut(alone, other, ns);
            world.cut(other, alone, ns);
        });
        return true;
    }
}
