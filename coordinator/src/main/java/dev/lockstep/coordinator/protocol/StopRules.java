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
    private double trainLoss;
    private double bestValidationLoss;
    private int evaluationsWithoutGain;
    private OptionalDouble validationLoss;

    StopRules(RunPlan plan) {
        this.plan = plan;
        this.stop = plan.stop();
        CourseMemory memory = plan.from().memory();
        this.epochLossSum = memory.epochLossSum();
        this.epochWeight = memory.epochWeight();
        this.trainLoss = memory.trainLoss();
        this.bestValidationLoss = memory.bestValidationLoss();
        this.evaluationsWithoutGain = memory.evaluationsWithoutGain();
        this.validationLoss = memory.validationLoss();
    }

    CourseMemory memory() {
        return new CourseMemory(epochLossSum, epochWeight, trainLoss, bestValidationLoss, evaluationsWithoutGain,
                validationLoss);
    }

    void stepDone(double lossSum, double weight) {
        epochLossSum += lossSum;
        epochWeight += weight;
        validationLoss = OptionalDouble.empty();
    }

    /** Takes the mean loss over the epoch's examples; starts the next epoch. */
    void closeEpoch() {
        trainLoss = epochLossSum / epochWeight;
        epochLossSum = 0;
        epochWeight = 0;
    }

    /** Mean loss of the epoch that ended last. */
    double trainLoss() {
        return trainLoss;
    }

    /** Of the version that was committed last, once it is evaluated. */
    OptionalDouble validationLoss() {
        return validationLoss;
    }

    /**
     * Notes an evaluation; only those at the end of an epoch count for {@code stop.patience}.
     *
     * @return whether the loss is lower than any before
     */
    boolean validated(double loss, boolean epochEnds) {
        boolean lowest = loss < bestValidationLoss;
        validationLoss = OptionalDouble.of(loss);
        if (epochEnds) {
            evaluationsWithoutGain = lowest ? 0 : evaluationsWithoutGain + 1;
            bestValidationLoss = Math.min(bestValidationLoss, loss);
        }
        return lowest;
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

    /** Why the run ends after the epoch that ended last, as far as its losses tell. */
    Optional<String> endByLoss() {
        double watched = validationLoss.orElse(trainLoss);
        if (stop.lossBelow().isPresent() && watched < stop.lossBelow().getAsDouble()) {
            return Optional.of("stop.loss-below = " + stop.lossBelow().getAsDouble());
        }
        return stop.patience().isPresent() && validationLoss.isPresent()
                && evaluationsWithoutGain >= stop.patience().getAsInt()
                        ? Optional.of("stop.patience = " + stop.patience().getAsInt())
                        : Optional.empty();
    }
}
