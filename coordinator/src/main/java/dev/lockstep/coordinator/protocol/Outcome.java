package dev.lockstep.coordinator.protocol;

/**
 * How a run ends.
 *
 * @param message one line for its user
 */
public record Outcome(RunStatus status, int exitCode, String message) {

    /** Of bad data. */
    static final int DATA_EXIT_CODE = 2;

    public static Outcome of(RunStatus status, String message) {
        return new Outcome(status, status.exitCode(), message);
    }

    /** The same run, of which the files could not be written. */
    public Outcome unwritten(String fault) {
        return new Outcome(RunStatus.FAILED, status == RunStatus.FINISHED ? RunStatus.FAILED.exitCode() : exitCode,
                message + "; but the run's files could not be written: " + fault);
    }
}
