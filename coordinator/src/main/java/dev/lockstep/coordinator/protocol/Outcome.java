package dev.lockstep.coordinator.protocol;

/**
 * How a run ends.
 *
 * @param message one line for its user
 */
public record Outcome(RunStatus status, int exitCode, String message) {

    /** Of bad input: data or a job that cannot be used. */
    private static final int INPUT_EXIT_CODE = 2;

    public static Outcome of(RunStatus status, String message) {
        return new Outcome(status, status.exitCode(), message);
    }

    /** Of a run that failed for what a worker failed of. */
    static Outcome of(Event.Failure failure, String message) {
        return failure == Event.Failure.DATA ? ofInput(message) : of(RunStatus.FAILED, message);
    }

    /** Of a run whose job or data cannot be used. */
    public static Outcome ofInput(String message) {
        return new Outcome(RunStatus.FAILED, INPUT_EXIT_CODE, message);
    }

    /** The same run, of which {@code version} is on the disk. */
    Outcome resumable(long version) {
        return new Outcome(status, exitCode, message + "; --resume goes on after step " + version);
    }

    /** The same run, of which the last checkpoint could not be written. */
    Outcome unsaved(String fault) {
        boolean needed = status == RunStatus.FINISHED || status == RunStatus.STOPPED;
        return new Outcome(RunStatus.FAILED, needed ? RunStatus.FAILED.exitCode() : exitCode,
                message + "; but the checkpoint could not be written: " + fault);
    }

    /** The same run, of which the files could not be written. */
    public Outcome unwritten(String fault) {
        return new Outcome(RunStatus.FAILED, status == RunStatus.FINISHED ? RunStatus.FAILED.exitCode() : exitCode,
                message + "; but the run's files could not be written: " + fault);
    }
}
