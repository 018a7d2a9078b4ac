package dev.lockstep.coordinator.actor;

import dev.lockstep.common.data.TrainingData;

/**
 * What the coordinator needs to know of the data: it never looks at an example.
 *
 * @param train      examples of the training part, at least 1
 * @param validation examples, 0 for none
 * @param test       examples, 0 for none
 * @param sha256     must be the same on every worker
 */
public record DataFacts(int train, int validation, int test, String sha256) {

    public static DataFacts of(TrainingData data) {
        return new DataFacts(data.train().size(), data.validation().size(), data.test().size(), data.sha256());
    }
}
