package dev.lockstep.common.job;

import java.time.Duration;

/** @param deadline how long a run waits for workers that have not come, or were lost */
public record WorkersSpec(Duration deadline) {}
