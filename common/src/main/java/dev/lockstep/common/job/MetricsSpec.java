package dev.lockstep.common.job;

/** @param everySteps steps between the lines of {@code metrics.jsonl}, at least 1 */
public record MetricsSpec(long everySteps) {}
