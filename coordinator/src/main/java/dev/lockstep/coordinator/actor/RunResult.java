package dev.lockstep.coordinator.actor;

import dev.lockstep.coordinator.protocol.RunStatus;
import dev.lockstep.coordinator.status.Summary;

/**
 * How a run ended.
 *
 * @param exitCode of the command
 * @param message  for its user: what happened, where, what to do; one line
 * @param summary  as written to the run's folder
 */
public record RunResult(RunStatus status, int exitCode, String message, Summary summary) {}
