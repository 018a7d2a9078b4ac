package dev.lockstep.worker.actor;

/**
 * How a worker ended.
 *
 * @param exitCode 0 after a run, whatever the run's own; 1 for a fault or a refusal; 2 for data that cannot be used
 * @param message  one line for its user
 */
public record WorkerResult(int exitCode, String message) {}
