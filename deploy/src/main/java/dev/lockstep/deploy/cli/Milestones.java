package dev.lockstep.deploy.cli;

/**
 * When a start had come how far, by the clock on the wall, for the log: there is none before the job is read.
 *
 * @param programMs when the program was running
 * @param jobMs     when the job was read
 * @param dataMs    when data and network were ready
 */
record Milestones(long programMs, long jobMs, long dataMs) {

    private static final long PROGRAM_MS = System.currentTimeMillis();

    /** To be called first of all. */
    static void programRuns() {
        // The class is initialised.
    }

    /** The data are ready now. */
    static Milestones dataReady(long jobMs) {
        return new Milestones(PROGRAM_MS, jobMs, System.currentTimeMillis());
    }

    String words() {
        return "reached: program at " + programMs + ", job at " + jobMs + ", data at " + dataMs + " ms";
    }
}
