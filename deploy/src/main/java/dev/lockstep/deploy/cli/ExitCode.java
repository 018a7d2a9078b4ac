package dev.lockstep.deploy.cli;

import dev.lockstep.worker.actor.WorkerResult;

/** What the command says to the shell. Scripts rely on these numbers. */
public final class ExitCode {

    public static final int FINISHED = 0;
    /** A fault of ours or of the environment: a port in use, a full disk. */
    public static final int FAILED = 1;
    /** Usage, job file or data faults; a used run folder. */
    public static final int BAD_INPUT = 2;
    /** Ended on request. */
    public static final int STOPPED = 3;
    public static final int DIVERGED = 4;
    /** Workers did not come, or were lost. */
    public static final int WORKERS_LOST = 5;

    /**
     * Only from a worker JVM to the command that started it: a fault of the environment that another JVM would have as
     * well, since the coordinator refused this one or its machine computes other bits. A user's command ends with {@link
     * #FAILED}.
     */
    static final int REFUSED = WorkerResult.REFUSED;

    private ExitCode() {}
}
