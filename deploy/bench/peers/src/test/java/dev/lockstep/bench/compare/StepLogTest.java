package dev.lockstep.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringReader;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class StepLogTest {

    @Test
    void readsTheStepsOfAFileThatHoldsOtherLinesToo() throws IOException {
        List<JsonFields> lines = JsonFields.parse(new StringReader("""
                {"version":"PyTorch 1.13","parameters":10}
                {"step":1,"loss":2.5,"step_ms":4.0,"blocks":["a",{"b":1}],"epoch":null}
                {"step":1,"validation_loss":2.25}
                {"step":2,"loss":1.5,"step_ms":3e0}
                """));
        assertThat(lines.getFirst().text("version")).isEqualTo("PyTorch 1.13");
        assertThat(lines.get(1).has("epoch")).isFalse();
        assertThat(StepLog.steps(lines)).containsExactly(new StepLog.Step(4, 2.5), new StepLog.Step(3, 1.5));
        assertThatThrownBy(() -> lines.get(1).text("version")).isInstanceOf(BenchFault.class)
                .hasMessageContaining("version");
    }

    @Test
    void theMedianIsOfTheStepsAfterWarmUpAndAShortRunIsAFault() {
        StepLog log = log(100, 100, 3, 1, 2);
        assertThat(log.medianMs(new Network("mlp", 128, 2, 3))).isEqualTo(2);
        assertThatThrownBy(() -> log.medianMs(new Network("mlp", 128, 2, 4))).isInstanceOf(BenchFault.class)
                .hasMessageContaining("5 steps and not 6");
    }

    private static StepLog log(double... stepMs) {
        return new StepLog("a release", 10,
                Arrays.stream(stepMs).mapToObj(ms -> new StepLog.Step(ms, 1)).toList());
    }
}
