package dev.lockstep.deploy.cli;

import java.util.OptionalLong;

/**
 * How often another JVM is started in the place of one that died. As long as steps are finished in between it is for ever:
 * then the deaths come from outside. Where none is, something is wrong with the place.
 */
final class Restarts {

    static final int MAX_WITHOUT_A_STEP = 10;

    private static final long DELAY_MS = 100;

    private int withoutAStep;
    private long stepsBefore;

    /**
     * A JVM has ended before its run.
     *
     * @param stepsDone by the run so far
     * @return how long to wait before the next one starts; empty if that would end in the same way
     */
    OptionalLong delayMs(int exitCode, long stepsDone) {
        if (exitCode == ExitCode.BAD_INPUT || exitCode == ExitCode.REFUSED) {
            return OptionalLong.empty();
        }
        if (stepsDone > stepsBefore) {
            withoutAStep = 0;
            stepsBefore = stepsDone;
        }
        withoutAStep++;
        return withoutAStep > MAX_WITHOUT_A_STEP
                ? OptionalLong.empty()
                : OptionalLong.of((withoutAStep - 1) * DELAY_MS);
    }
}
