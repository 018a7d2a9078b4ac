package dev.lockstep.coordinator.status;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What {@code summary.json} says. What does not apply is empty, and null in the file.
 *
 * @param steps              committed
 * @param epochs             completed
 * @param trainLoss          mean over the examples of the last completed epoch, or of what was done of the first
 * @param parameters         how many trained floats there are
 * @param parametersSha256   of the last committed version; empty if no step was begun
 * @param medianStepMs       from one commit to the next, evaluation excluded, the first fifth of the steps dropped
 */
public record Summary(
        String job,
        String status,
        long steps,
        long epochs,
        OptionalDouble trainLoss,
        OptionalDouble validationLoss,
        OptionalDouble validationAccuracy,
        OptionalDouble testLoss,
        OptionalDouble testAccuracy,
        long parameters,
        Optional<String> parametersSha256,
        double wallSeconds,
        double trainSeconds,
        OptionalDouble examplesPerSecond,
        OptionalDouble medianStepMs,
        int workersJoined,
        int workersLost,
        int rangesRecomputed,
        String lockstepVersion,
        String javaVersion) {

    /** The same, with the hash of the parameters and maybe another status. */
    Summary with(String otherStatus, Optional<String> sha256) {
        return new Summary(job, otherStatus, steps, epochs, trainLoss, validationLoss, validationAccuracy, testLoss,
                testAccuracy, parameters, sha256, wallSeconds, trainSeconds, examplesPerSecond, medianStepMs,
                workersJoined, workersLost, rangesRecomputed, lockstepVersion, javaVersion);
    }
}
