package dev.lockstep.deploy.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One bit of one computed partial is wrong, and a share of the partials is audited. */
class AuditShareTest {

    private static final int RUNS = 1_000;
    /** What a wrong bit does: to the parameters, to the loss that is told, or so much that training diverges. */
    private static final Pattern HARM = Pattern.compile("other bits: |another loss of |DIVERGED");

    /** @param harmful not caught, and the model or what is told of it is wrong */
    private record Flips(long flipped, int caught, int harmful) {}

    @ParameterizedTest
    @ValueSource(doubles = {0.02, 0.25, 0.7})
    void thatShareOfWrongBitsIsCaughtWithinThreeSigma(double share) {
        Flips flips = flips(share);
        double sigma = Math.sqrt(flips.flipped() * share * (1 - share));
        assertThat((double) flips.caught()).as(flips.toString())
                .isBetween(flips.flipped() * share - 3 * sigma, flips.flipped() * share + 3 * sigma);
        // What is not caught does harm, but for what goes below in rounding, or comes when it is not needed any more.
        assertThat(flips.harmful()).isGreaterThan((int) (0.7 * (flips.flipped() - flips.caught())));
    }

    @Test
    void noWrongBitCountsWhereAllIsAudited() {
        Flips flips = flips(1);
        assertThat(flips.harmful()).as(flips.toString()).isZero();
        // The others came when two had answered already.
        assertThat(flips.caught()).as(flips.toString()).isGreaterThan((int) (0.95 * flips.flipped()));
    }

    private static Flips flips(double share) {
        long flipped = 0;
        int caught = 0;
        int harmful = 0;
        for (long seed = 0; seed < RUNS; seed++) {
            Simulation simulation = new Simulation(Schedule.flipping(seed, share), Set.of(), false);
            boolean sound = endsSound(simulation);
            boolean found = simulation.checks().quarantined() > 0;
            flipped += simulation.faults().partialFlip().happened();
            caught += found ? 1 : 0;
            harmful += sound ? 0 : 1;
            assertThat(found && !sound).as("seed %d: caught, and counted all the same", seed).isFalse();
        }
        Flips flips = new Flips(flipped, caught, harmful);
        System.out.println("audit = " + share + ": " + flips);
        assertThat(flipped).isGreaterThan(RUNS / 2);
        return flips;
    }

    /** @return false for a run that has other bits than the reference */
    private static boolean endsSound(Simulation simulation) {
        try {
            simulation.run();
            return true;
        } catch (AssertionError otherBits) {
            assertThat(otherBits.getMessage()).containsPattern(HARM);
            return false;
        }
    }
}
