package dev.lockstep.coordinator.protocol;

import dev.lockstep.common.job.StopSpec;
import java.util.Optional;
import java.util.OptionalDouble;

/** The sums of the epoch that goes on, and the rules that end a run. All in order of steps, so the same in every run. */
final class StopRules {

    private final RunPlan plan;
    private final StopSpec stop;
    private double epochLossSum;
    private double epochWeight;
    private double bestValidationLoss = Double.POSITIVE_INFINITY;
    private int evaluationsWithoutGain;

    StopRules(RunPlan plan) {
        this.plan = plan;
        this.stop = plan.stop();
    }

    void stepDone(double lossSum, double weight) {
        epochLossSum += lossSum;
        epochWeight += weight;
    }

    /** Mean loss over the epoch's examples; starts the next epoch. */
    double closeEpoch() {
        double loss = epochLossSum / epochWeight;
        epochLossSum = 0;
        epochWeight = 0;
        return loss;
    }

    /** Why the run ends with {@code version}, as far as counting tells. */
    Optional<String> endByCount(long version) {
        if (stop.steps().isPresent() && version >= stop.steps().getAsLong()) {
            return Optional.of("stop.steps = " + stop.steps().getAsLong());
        }
        if (stop.epochs().isPresent() && version >= stop.epochs().getAsInt() * plan.stepsPerEpoch()) {
            return Optional.of("stop.epochs = " + stop.epochs().getAsInt());
        }
        return Optional.empty();
    }

    /** Why the run ends after an epoch with these losses. */
    Optional<String> endByLoss(double trainLoss, OptionalDouble validationLoss) {
        double watched = validationLoss.orElse(trainLoss);
        if (stop.lossBelow().isPresent() && watched < stop.lossBelow().getAsDouble()) {
            return Optional.of("stop.loss-below = " + stop.lossBelow().getAsDouble());
        }
        if (validationLoss.isPresent()) {
            evaluationsWithoutGain = watched < bestValidationLoss ? 0 : evaluationsWithoutGain + 1;
            bestValidationLoss = Math.min(bestValidationLoss, watched);
            if (stop.patience().isPresent() && evaluationsWithoutGain >= stop.patience().getAsInt()) {
                return Optional.of("stop.patience = " + stop.patience().getAsInt());
            }
        }
        return Optional.empty();
    }
}
