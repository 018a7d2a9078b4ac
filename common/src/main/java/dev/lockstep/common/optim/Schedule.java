package dev.lockstep.common.optim;

import dev.lockstep.common.job.OptimizerSpec;
import dev.lockstep.common.job.ScheduleSpec;

/**
 * The learning rate as a pure function of the step, in double by StrictMath: {@code base * warm-up * decay}.
 *
 * <p>Over the first {@code warmup} steps the warm-up factor is {@code (step + 1) / warmup}, then 1. The decay is
 *
 * <pre>
 *   constant   1
 *   step       factor ^ floor(step / every)                                      (steps of the warm-up count)
 *   cosine     floor + (1 - floor) * (1 + cos(pi * p)) / 2,
 *              p = (step - warmup) / (steps - warmup), kept within 0 and 1       (full rate until the warm-up ends)
 * </pre>
 */
public final class Schedule {

    private final double base;
    private final ScheduleSpec spec;

    public Schedule(OptimizerSpec optimizer) {
        this.base = optimizer.learningRate();
        this.spec = optimizer.schedule();
    }

    /** Rate of {@code step}, counted from 0. */
    public double rate(long step) {
        long warmup = spec.warmupSteps();
        double rising = step < warmup ? (step + 1.0) / warmup : 1;
        return base * rising * decay(step);
    }

    private double decay(long step) {
        return switch (spec) {
            case ScheduleSpec.Constant constant -> 1;
            case ScheduleSpec.Step(long warmup, long every, double factor) -> StrictMath.pow(factor, step / every);
            case ScheduleSpec.Cosine(long warmup, long steps, double floor) -> {
                long length = Math.max(1, steps - warmup);
                double progress = Math.clamp((double) (step - warmup) / length, 0, 1);
                yield floor + (1 - floor) * (1 + StrictMath.cos(StrictMath.PI * progress)) / 2;
            }
        };
    }
}
