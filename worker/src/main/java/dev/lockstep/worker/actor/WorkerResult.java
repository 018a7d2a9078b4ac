package dev.lockstep.worker.actor;

import dev.lockstep.worker.protocol.Effect;

/**
 * How a worker ended.
 *
 * @param exitCode 0 after a run, whatever the run's own; 1 for a fault; 2 for data that cannot be used; 3 on request;
 *                 {@link #REFUSED}
 * @param message  one line for its user
 */
public record WorkerResult(int exitCode, String message) {

    /** The coordinator refuses this worker, or its machine computes other bits: another JVM here would fare the same. */
    public static final int REFUSED = Effect.End.REFUSED;
}
