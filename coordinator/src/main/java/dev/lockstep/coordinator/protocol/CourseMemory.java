package dev.lockstep.coordinator.protocol;

import java.util.OptionalDouble;

/**
 * What a run remembers besides parameters and optimizer state, so that it can go on from a version as if it had never
 * stopped.
 *
 * @param epochLossSum           of the steps of the epoch under way, in their order
 * @param epochWeight            of the same steps
 * @param trainLoss              mean loss of the epoch that ended last; 0 before the first
 * @param bestValidationLoss     positive infinity before the first evaluation
 * @param evaluationsWithoutGain in a row, up to now
 * @param validationLoss         of this version, if it was evaluated
 */
public record CourseMemory(double epochLossSum, double epochWeight, double trainLoss, double bestValidationLoss,
        int evaluationsWithoutGain, OptionalDouble validationLoss) {

    /** Before step 0. */
    public static final CourseMemory NEW = new CourseMemory(0, 0, 0, Double.POSITIVE_INFINITY, 0,
            OptionalDouble.empty());
}
