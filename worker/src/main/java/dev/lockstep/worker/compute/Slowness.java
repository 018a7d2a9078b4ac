package dev.lockstep.worker.compute;

import dev.lockstep.common.autodiff.AbandonedException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Makes one slot slower, for tests of what a run does about a slow worker: before anything is handed on, it sleeps as many
 * times as long as computing took. The system property {@value #PROPERTY} holds the factor.
 */
final class Slowness {

    static final String PROPERTY = "lockstep.slow";

    private static final double MAX_FACTOR = 1_000;
    /** Abandoned work is left so soon. */
    private static final long NAP_NS = TimeUnit.MILLISECONDS.toNanos(5);

    private final double factor;
    private long markNs;

    /** @param factor 1 for as fast as it can */
    Slowness(double factor) {
        this.factor = factor;
    }

    /** @throws IllegalArgumentException if the property holds no factor */
    static Slowness asAsked() {
        String asked = System.getProperty(PROPERTY, "1");
        double factor;
        try {
            factor = Double.parseDouble(asked);
        } catch (NumberFormatException e) {
            factor = Double.NaN;
        }
        if (!(factor >= 1 && factor <= MAX_FACTOR)) {
            throw new IllegalArgumentException(
                    "-D" + PROPERTY + "=" + asked + ": found no number from 1 to " + (int) MAX_FACTOR);
        }
        return new Slowness(factor);
    }

    /** Computing begins. */
    void begin() {
        if (factor > 1) {
            markNs = System.nanoTime();
        }
    }

    /** Something is about to be handed on. */
    void catchUp(Errand errand) {
        if (factor > 1) {
            long nowNs = System.nanoTime();
            long untilNs = nowNs + (long) ((nowNs - markNs) * (factor - 1));
            for (; nowNs < untilNs; nowNs = System.nanoTime()) {
                if (errand.isAbandoned()) {
                    throw new AbandonedException();
                }
                LockSupport.parkNanos(Math.min(NAP_NS, untilNs - nowNs));
            }
            markNs = nowNs;
        }
    }
}
