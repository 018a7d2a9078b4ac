package dev.lockstep.common.job;

import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * When a run ends: at the first bound that is met. At least one of the first four is there.
 *
 * @param epochs    passes over the training data
 * @param steps     optimizer updates
 * @param lossBelow the loss of a whole epoch (validation loss where there is validation data) is below this
 * @param patience  so many evaluations in a row without a lower validation loss
 * @param lossAbove a step's loss beyond this is divergence: exit code 4
 */
public record StopSpec(
        OptionalInt epochs,
        OptionalLong steps,
        OptionalDouble lossBelow,
        OptionalInt patience,
        OptionalDouble lossAbove) {}
