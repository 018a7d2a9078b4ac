package dev.lockstep.coordinator.status;

import dev.lockstep.common.checkpoint.CheckpointFacts;
import dev.lockstep.coordinator.protocol.CourseMemory;
import java.util.SortedMap;
import java.util.TreeMap;

/** A {@link CourseMemory} as the numbers that a checkpoint's manifest keeps by name, and back, exactly. */
public final class MemoryNumbers {

    private static final String EPOCH_LOSS_SUM = "epoch_loss_sum";
    private static final String EPOCH_WEIGHT = "epoch_weight";
    private static final String TRAIN_LOSS = "train_loss";
    private static final String BEST_VALIDATION_LOSS = "best_validation_loss";
    private static final String EVALUATIONS_WITHOUT_GAIN = "evaluations_without_gain";

    private MemoryNumbers() {}

    /** All but the validation loss, which a manifest has a field for. */
    public static SortedMap<String, Double> of(CourseMemory memory) {
        SortedMap<String, Double> numbers = new TreeMap<>();
        numbers.put(EPOCH_LOSS_SUM, memory.epochLossSum());
        numbers.put(EPOCH_WEIGHT, memory.epochWeight());
        numbers.put(TRAIN_LOSS, memory.trainLoss());
        numbers.put(BEST_VALIDATION_LOSS, memory.bestValidationLoss());
        numbers.put(EVALUATIONS_WITHOUT_GAIN, (double) memory.evaluationsWithoutGain());
        return numbers;
    }

    /** @throws IllegalArgumentException if the manifest lacks one of them */
    public static CourseMemory read(CheckpointFacts facts) {
        return new CourseMemory(number(facts, EPOCH_LOSS_SUM), number(facts, EPOCH_WEIGHT), number(facts, TRAIN_LOSS),
                number(facts, BEST_VALIDATION_LOSS), (int) number(facts, EVALUATIONS_WITHOUT_GAIN),
                facts.validationLoss());
    }

    private static double number(CheckpointFacts facts, String name) {
        Double number = facts.memory().get(name);
        if (number == null) {
            throw new IllegalArgumentException("the checkpoint of step " + facts.step() + " does not remember " + name);
        }
        return number;
    }
}
