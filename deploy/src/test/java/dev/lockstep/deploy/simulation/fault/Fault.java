package dev.lockstep.deploy.simulation.fault;

import java.util.SplittableRandom;

/** A kind of fault in one run: how often it happens, by a seed of its own, and how often it has happened. */
public abstract class Fault {

    private final SplittableRandom random;
    private final double rate;
    private boolean over;
    private long happened;

    /** @param rate the chance each time, 0 for never */
    protected Fault(double rate, long seed) {
        this.rate = rate;
        this.random = new SplittableRandom(seed);
    }

    /** Whether it happens this time. */
    public final boolean happens() {
        boolean happens = isOn() && random.nextDouble() < rate;
        if (happens) {
            count();
        }
        return happens;
    }

    protected final void count() {
        happened++;
    }

    protected final double rate() {
        return rate;
    }

    /** Whether it can still happen in this run. */
    public final boolean isOn() {
        return rate > 0 && !over;
    }

    /** From now on all is sound. */
    public final void end() {
        over = true;
    }

    public final long happened() {
        return happened;
    }

    /** For what belongs to the fault itself. */
    public final SplittableRandom random() {
        return random;
    }

    @Override
    public final String toString() {
        return getClass().getSimpleName();
    }
}
