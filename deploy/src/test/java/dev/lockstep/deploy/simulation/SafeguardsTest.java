package dev.lockstep.deploy.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Without any one of what keeps a run right, the simulation finds out. */
class SafeguardsTest {

    private static final int SEEDS = 3_000;

    @ParameterizedTest
    @EnumSource
    void withoutThisSafeguardARunFails(Safeguard safeguard) {
        Optional<String> failure = firstFailure(EnumSet.of(safeguard));
        assertThat(failure).as("a failure without " + safeguard + " within " + SEEDS + " seeds").isPresent();
        System.out.println("without " + safeguard + ": " + failure.get());
    }

    private static Optional<String> firstFailure(Set<Safeguard> off) {
        for (long seed = 0; seed < SEEDS; seed++) {
            Optional<String> failure = failure(seed, off);
            if (failure.isPresent() && failure(seed, Set.of()).isEmpty()) {
                return Optional.of("seed " + seed + ": " + failure.get());
            }
        }
        return Optional.empty();
    }

    private static Optional<String> failure(long seed, Set<Safeguard> off) {
        try {
            new Simulation(Schedule.random(seed), off, false).run();
            return Optional.empty();
        } catch (AssertionError | RuntimeException failure) {
            return Optional.of(String.valueOf(failure.getMessage()));
        }
    }
}
