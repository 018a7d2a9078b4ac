package dev.lockstep.common.job;

/** How the learning rate changes: a pure function of the step. */
public sealed interface ScheduleSpec {

    /** The rate rises linearly over so many steps; 0 for none. */
    long warmupSteps();

    record Constant(long warmupSteps) implements ScheduleSpec {}

    /** Multiplies the rate by {@code factor} after every {@code everySteps} steps. */
    record Step(long warmupSteps, long everySteps, double factor) implements ScheduleSpec {}

    /** Half a cosine from the full rate down to {@code floor} (a fraction of it), reached at {@code steps}. */
    record Cosine(long warmupSteps, long steps, double floor) implements ScheduleSpec {}
}
