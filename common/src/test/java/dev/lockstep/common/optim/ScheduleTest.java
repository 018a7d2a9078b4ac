package dev.lockstep.common.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lockstep.common.job.OptimizerSpec;
import dev.lockstep.common.job.ScheduleSpec;
import java.io.IOException;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class ScheduleTest {

    @Test
    void aConstantRateIsTheRate() {
        assertThat(schedule(0.1, new ScheduleSpec.Constant(0)).rate(0)).isEqualTo(0.1);
        assertThat(schedule(0.1, new ScheduleSpec.Constant(0)).rate(1_000_000)).isEqualTo(0.1);
    }

    @Test
    void aWarmUpRisesLinearlyAndEndsAtTheFullRate() {
        Schedule schedule = schedule(2, new ScheduleSpec.Constant(4));
        assertThat(new double[]{schedule.rate(0), schedule.rate(1), schedule.rate(3), schedule.rate(4)})
                .containsExactly(0.5, 1, 2, 2);
    }

    @Test
    void aStepMultipliesAfterEverySoManySteps() {
        Schedule schedule = schedule(8, new ScheduleSpec.Step(0, 10, 0.5));
        assertThat(new double[]{schedule.rate(9), schedule.rate(10), schedule.rate(19), schedule.rate(30)})
                .containsExactly(8, 4, 4, 1);
    }

    @Test
    void aCosineFallsAsPyTorchsAndStaysAtItsFloor() throws IOException {
        double[] expected = OptimizerTest.golden("cosine");
        Schedule schedule = schedule(0.5, new ScheduleSpec.Cosine(0, 8, 0.1));
        for (int step = 0; step < expected.length; step++) {
            assertThat(schedule.rate(step)).isCloseTo(expected[step], within(1e-12));
        }
        assertThat(schedule.rate(100)).isEqualTo(0.05);
    }

    @Test
    void aCosineStartsWhereTheWarmUpEnds() {
        Schedule schedule = schedule(1, new ScheduleSpec.Cosine(4, 12, 0));
        assertThat(schedule.rate(3)).isEqualTo(1);
        assertThat(schedule.rate(4)).isEqualTo(1);
        assertThat(schedule.rate(8)).isCloseTo(0.5, within(1e-12));
        assertThat(schedule.rate(12)).isZero();
    }

    private static Schedule schedule(double rate, ScheduleSpec spec) {
        return new Schedule(new OptimizerSpec(new OptimizerSpec.Sgd(0, false, 0), rate, spec, OptionalDouble.empty()));
    }
}
