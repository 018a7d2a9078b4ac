package dev.lockstep.deploy.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

/** Whole runs of small jobs, simulated: each ends, with the bits of the reference. */
class SimulationTest {

    private static final int CALM = 200;
    private static final int FAULTY = 2_000;

    @Test
    void withoutFaultsEveryRunEndsWithTheBitsOfTheReference() {
        for (long seed = 0; seed < CALM; seed++) {
            Trial.of(Schedule.random(seed).calm(), Set.of());
        }
    }

    @Test
    void withFaultsEveryRunEndsWithTheSameBitsAndEveryFaultHasHappened() {
        Tally tally = new Tally();
        for (long seed = 0; seed < FAULTY; seed++) {
            tally.add(Trial.of(Schedule.random(seed), Set.of()));
        }
        System.out.println(tally);
        assertThat(tally.happened()).allSatisfy((fault, times) -> assertThat(times).as(fault).isPositive());
        assertThat(tally.fullDisks()).as("writes that found the disk full").isPositive();
    }
}
