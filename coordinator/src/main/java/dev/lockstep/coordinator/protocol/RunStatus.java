package dev.lockstep.coordinator.protocol;

/** How a run ended, with the word of {@code summary.json} and the exit code that belongs to it by default. */
public enum RunStatus {

    /** A stop rule of the job was met. */
    FINISHED("finished", 0),

    /** Somebody asked for it (SIGTERM, SIGINT). */
    STOPPED("stopped", 3),

    /** A loss or a parameter was not finite, or a loss beyond {@code stop.loss-above}. */
    DIVERGED("diverged", 4),

    /** A fault of ours, of the environment (1), or of the data (2). */
    FAILED("failed", 1),

    /** Workers did not come, or were lost. */
    WORKERS_LOST("workers-lost", 5);

    private final String word;
    private final int exitCode;

    RunStatus(String word, int exitCode) {
        this.word = word;
        this.exitCode = exitCode;
    }

    public String word() {
        return word;
    }

    public int exitCode() {
        return exitCode;
    }
}
