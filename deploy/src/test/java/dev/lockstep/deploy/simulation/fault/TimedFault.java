package dev.lockstep.deploy.simulation.fault;

import java.util.List;

/** A fault that comes out of the blue: its rate is how often in a second. */
public abstract class TimedFault extends Fault {

    private static final double SECOND_NS = 1e9;

    protected TimedFault(double perSecond, long seed) {
        super(perSecond, seed);
    }

    /** Until the next time. */
    public final long waitNs() {
        return (long) (-StrictMath.log(1 - random().nextDouble()) / rate() * SECOND_NS);
    }

    /** @return whether there was anything to strike */
    protected abstract boolean strike(World world);

    /** Strikes, if it still can. */
    public final void strikeIn(World world) {
        if (isOn() && strike(world)) {
            count();
        }
    }

    protected final String anyOf(List<String> slots) {
        return slots.get(random().nextInt(slots.size()));
    }

    /** Mostly short, now and then up to {@code most}. */
    protected final long anyLength(long leastNs, long mostNs) {
        double share = StrictMath.pow(random().nextDouble(), 3);
        return leastNs + (long) (share * (mostNs - leastNs));
    }
}
