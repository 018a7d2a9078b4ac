package dev.lockstep.deploy.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Three workers and five steps: every process dies before and after every one of its effects. */
class CrashPointsTest {

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whereverAProcessDiesTheRunEndsWithTheSameBits(boolean machine) {
        Simulation undisturbed = Trial.of(Schedule.dying(CrashPoint.NONE), Set.of());
        Map<String, Integer> effects = undisturbed.effects();
        assertThat(effects).containsOnlyKeys("c0", "w0", "w1", "w2").allSatisfy((slot, count) -> assertThat(count)
                .as(slot).isGreaterThan(20));
        effects.forEach((slot, count) -> {
            for (int effect = 0; effect < count; effect++) {
                Trial.of(Schedule.dying(new CrashPoint(slot, effect, true, machine)), Set.of());
                Trial.of(Schedule.dying(new CrashPoint(slot, effect, false, machine)), Set.of());
            }
        });
        System.out.println("effects before and after which a process died: " + effects);
    }
}
