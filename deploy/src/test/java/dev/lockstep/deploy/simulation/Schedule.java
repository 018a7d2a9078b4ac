package dev.lockstep.deploy.simulation;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * What a run is made of; all of it follows from a seed.
 *
 * @param quietNs from this time on nothing goes wrong any more
 */
record Schedule(long seed, Workload workload, int workers, Trouble trouble, long quietNs, CrashPoint crash) {

    /** What goes wrong. */
    enum Trouble {
        /** Nothing by itself. */
        NONE,
        /** Nothing by itself, but who dies takes along what was not forced. */
        LOSING,
        /** Nothing but one bit that is computed wrong, anywhere. */
        ONE_FLIP,
        /** Whatever the seed says. */
        ANY
    }

    /** From then on the job must end within this, and what its computing takes. */
    static final long BOUND_NS = TimeUnit.SECONDS.toNanos(120);

    private static final long SHORTEST_TROUBLE_NS = TimeUnit.SECONDS.toNanos(2);
    private static final long LONGEST_TROUBLE_NS = TimeUnit.SECONDS.toNanos(40);
    private static final int MOST_WORKERS = 5;

    /** Any job on any cluster with any faults. */
    static Schedule random(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int workers = 1 + random.nextInt(MOST_WORKERS);
        return new Schedule(seed, Workload.random(random, workers, seed), workers, Trouble.ANY,
                random.nextLong(SHORTEST_TROUBLE_NS, LONGEST_TROUBLE_NS), CrashPoint.NONE);
    }

    /** A job of which a share is audited, and with it three workers, of which one computes one wrong bit. */
    static Schedule flipping(long seed, double audited) {
        return new Schedule(seed, Workload.FIVE_STEPS.audited(audited, seed), 3, Trouble.ONE_FLIP, 0, CrashPoint.NONE);
    }

    /** The same without faults. */
    Schedule calm() {
        return new Schedule(seed, workload, workers, Trouble.NONE, 0, crash);
    }

    /** Five steps by three workers, with one death. */
    static Schedule dying(CrashPoint crash) {
        return new Schedule(0, Workload.FIVE_STEPS, 3, crash.machine() ? Trouble.LOSING : Trouble.NONE, 0, crash);
    }

    /** The time by which the job must have ended. */
    long deadlineNs() {
        return quietNs + BOUND_NS + 2 * workload.steps() * workload.shards() * workload.shardNs();
    }
}
