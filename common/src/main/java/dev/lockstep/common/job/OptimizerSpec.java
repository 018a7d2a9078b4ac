package dev.lockstep.common.job;

import java.util.OptionalDouble;

/**
 * The optimizer, its rate over time, and clipping.
 *
 * @param clipNorm the largest global norm of a gradient; a longer one is scaled down to it
 */
public record OptimizerSpec(Rule rule, double learningRate, ScheduleSpec schedule, OptionalDouble clipNorm) {

    /** The update rule with its own settings. */
    public sealed interface Rule {}

    public record Sgd(double momentum, boolean nesterov, double weightDecay) implements Rule {}

    public record Adam(double beta1, double beta2, double epsilon, double weightDecay) implements Rule {}

    /** Adam with decoupled weight decay. */
    public record AdamW(double beta1, double beta2, double epsilon, double weightDecay) implements Rule {}
}
