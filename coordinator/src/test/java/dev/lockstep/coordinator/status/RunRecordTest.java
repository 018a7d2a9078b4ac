package dev.lockstep.coordinator.status;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.lockstep.coordinator.protocol.Outcome;
import dev.lockstep.coordinator.protocol.Report;
import dev.lockstep.coordinator.protocol.RunStatus;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class RunRecordTest {

    private static final Outcome FINISHED = Outcome.of(RunStatus.FINISHED, "finished");

    @Test
    void theSummaryHasEveryKeyAndNullWhereNothingApplies() throws IOException {
        Summary summary = new RunRecord("digits", "0.1", 10, 0).summary(Outcome.of(RunStatus.WORKERS_LOST, "none came"),
                1_500_000_000L);
        Map<String, String> json = parse(SummaryJson.of(summary));
        assertThat(json.keySet()).containsExactly("job", "status", "steps", "epochs", "train_loss", "validation_loss",
                "validation_accuracy", "test_loss", "test_accuracy", "parameters", "parameters_sha256", "wall_seconds",
                "train_seconds", "examples_per_second", "median_step_ms", "workers_joined", "workers_lost",
                "ranges_recomputed", "lockstep_version", "java_version");
        assertThat(json).containsEntry("status", "workers-lost").containsEntry("steps", "0")
                .containsEntry("train_loss", "null").containsEntry("parameters_sha256", "null")
                .containsEntry("median_step_ms", "null").containsEntry("wall_seconds", "1.5");
    }

    @Test
    void theMedianLeavesOutTheFirstFifthOfTheSteps() {
        RunRecord record = new RunRecord("digits", "0.1", 10, 0);
        long[] ms = {1000, 1000, 7, 3, 5, 4, 6, 9, 8, 2};
        for (int step = 1; step <= ms.length; step++) {
            record.on(new Report.StepDone(step, 1, 2.0, 4, ms[step - 1] * 1_000_000, new int[1], 0));
        }
        Summary summary = record.summary(FINISHED, 1);
        assertThat(summary.medianStepMs()).hasValue(5.5);
        assertThat(summary.trainSeconds()).isEqualTo(2.044);
        assertThat(summary.examplesPerSecond()).hasValue(40 / 2.044);
        assertThat(summary.trainLoss()).as("of the part of the epoch that was done").hasValue(2);
    }

    @Test
    void theOldestTimesAreForgottenPastTheLimit() {
        StepTimes times = new StepTimes();
        for (int i = 0; i < StepTimes.MAX_KEPT; i++) {
            times.add(1_000_000);
        }
        for (int i = 0; i < StepTimes.MAX_KEPT; i++) {
            times.add(3_000_000);
        }
        assertThat(times.medianMs()).hasValue(3);
    }

    @Test
    void theLastEvaluationCounts() {
        RunRecord record = new RunRecord("digits", "0.1", 10, 0);
        record.on(new Report.EpochDone(2, 1, 0.5, OptionalDouble.of(0.7), OptionalDouble.empty()));
        record.on(new Report.EpochDone(4, 2, 0.4, OptionalDouble.of(0.6), OptionalDouble.empty()));
        Summary summary = record.summary(FINISHED, 1);
        assertThat(summary.epochs()).isEqualTo(2);
        assertThat(summary.trainLoss()).hasValue(0.4);
    }

    private static Map<String, String> parse(String text) throws IOException {
        Map<String, String> fields = new LinkedHashMap<>();
        try (JsonParser json = new JsonFactory().createParser(text)) {
            json.nextToken();
            while (json.nextToken() != JsonToken.END_OBJECT) {
                String key = json.currentName();
                json.nextToken();
                fields.put(key, json.getText());
            }
        }
        return fields;
    }
}
