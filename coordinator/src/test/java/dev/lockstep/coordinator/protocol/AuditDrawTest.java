package dev.lockstep.coordinator.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.common.reduce.Node;
import dev.lockstep.common.reduce.Scalars;
import dev.lockstep.proto.DataPart;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is chosen to be audited, and what that finds. */
class AuditDrawTest {

    private static final int STEPS = 20_000;

    @ParameterizedTest
    @ValueSource(doubles = {0.02, 0.1, 0.5})
    void aShareOfFaultsIsCaughtWithinThreeSigma(double share) {
        AuditDraw draw = new AuditDraw(share, 7);
        SplittableRandom random = new SplittableRandom(3);
        int caught = 0;
        for (long step = 0; step < STEPS; step++) {
            Node faulty = new Node(random.nextInt(3), random.nextInt(4));
            caught += draw.draws(DataPart.TRAIN, step, faulty) ? 1 : 0;
        }
        double sigma = Math.sqrt(STEPS * share * (1 - share));
        assertThat((double) caught).isBetween(STEPS * share - 3 * sigma, STEPS * share + 3 * sigma);
    }

    @Test
    void allOrNothingIsAllOrNothing() {
        for (long step = 0; step < 1_000; step++) {
            assertThat(new AuditDraw(1, 7).draws(DataPart.TRAIN, step, new Node(0, 3))).isTrue();
            assertThat(new AuditDraw(0, 7).draws(DataPart.TRAIN, step, new Node(0, 3))).isFalse();
        }
    }

    @Test
    void anyFlippedBitOfScalarsIsCaughtAndOutvoted() {
        Scalars sound = new Scalars(-0.0, 32, 7.25, 3);
        Node node = new Node(0, 0);
        for (int bit = 0; bit < 3 * Double.SIZE + Integer.SIZE; bit++) {
            Answers answers = new Answers(false);
            assertThat(answers.scalars("w1", node, flipped(sound, bit))).isEmpty();
            assertThat(answers.scalars("w2", node, sound)).as("bit %d", bit).isEmpty();
            assertThat(answers.undecided(node).orElseThrow().others()).containsExactly("w1", "w2");
            assertThat(answers.scalars("w3", node, sound)).isEqualTo(Optional.of(sound));
            assertThat(answers.decided()).singleElement().satisfies(d -> {
                assertThat(d.agreeing()).containsExactly("w2", "w3");
                assertThat(d.others()).containsExactly("w1");
            });
        }
    }

    private static Scalars flipped(Scalars s, int bit) {
        return switch (bit / Double.SIZE) {
            case 0 -> new Scalars(flipped(s.lossSum(), bit), s.weight(), s.correct(), s.firstNonFiniteLayer());
            case 1 -> new Scalars(s.lossSum(), flipped(s.weight(), bit), s.correct(), s.firstNonFiniteLayer());
            case 2 -> new Scalars(s.lossSum(), s.weight(), flipped(s.correct(), bit), s.firstNonFiniteLayer());
            default -> new Scalars(s.lossSum(), s.weight(), s.correct(), s.firstNonFiniteLayer() ^ 1 << bit);
        };
    }

    private static double flipped(double value, int bit) {
        return Double.longBitsToDouble(Double.doubleToRawLongBits(value) ^ 1L << bit % Double.SIZE);
    }
}
