package dev.lockstep.deploy.simulation;

import java.util.Set;
import org.junit.jupiter.api.Test;

/** Whole runs of small jobs, simulated. */
class SimulationTest {

    private static final int CALM = 200;

    @Test
    void withoutFaultsEveryRunEndsWithTheBitsOfTheReference() {
        for (long seed = 0; seed < CALM; seed++) {
            Trial.of(Schedule.random(seed).calm(), Set.of());
        }
    }
}
