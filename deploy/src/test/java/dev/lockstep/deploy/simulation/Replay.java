package dev.lockstep.deploy.simulation;

/** How one schedule is run again, by its seed or its crash point. */
final class Replay {

    static final String SEED = "lockstep.simulation.seed";
    static final String CRASH = "lockstep.simulation.crash";

    private Replay() {}

    static String command(Schedule schedule) {
        return "mvn -B -q test -pl deploy -am -Dtest=ReplayTest -Dsurefire.failIfNoSpecifiedTests=false "
                + (schedule.crash().equals(CrashPoint.NONE)
                        ? "-D" + SEED + "=" + schedule.seed()
                        : "-D" + CRASH + "=" + schedule.crash());
    }

    /** Of the transcript's file. */
    static String name(Schedule schedule) {
        return schedule.crash().equals(CrashPoint.NONE)
                ? "seed-" + schedule.seed()
                : "crash-" + schedule.crash();
    }
}
