package dev.lockstep.common.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PhiloxTest {

    /** The known answers that come with the paper's Random123 library, {@code philox4x32 10}. */
    @Test
    void givesThePapersKnownAnswers() {
        assertThat(block(0, 0, 0)).containsExactly(0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8);
        assertThat(block(-1, -1, -1)).containsExactly(0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd);
        assertThat(block(0x299f31d0_a4093822L, 0x03707344_13198a2eL, 0x85a308d3_243f6a88L))
                .containsExactly(0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1);
    }

    @Test
    void unitValuesLieInZeroToBelowOne() {
        assertThat(Philox.toUnit(0)).isZero();
        assertThat(Philox.toUnit(-1)).isLessThan(1f).isEqualTo(1f - 0x1p-24f);
        assertThat(Philox.toUnit(0x8000_0000)).isEqualTo(0.5f);
    }

    @Test
    void boundedValuesCoverTheirWholeRange() {
        assertThat(Philox.toBelow(10, 0, 0)).isZero();
        assertThat(Philox.toBelow(10, -1, -1)).isEqualTo(9);
        assertThat(Philox.toBelow(1, -1, -1)).isZero();
        int[] seen = new int[5];
        for (int i = 0; i < 1000; i++) {
            int[] numbers = block(1, 0, i);
            seen[Philox.toBelow(5, numbers[0], numbers[1])]++;
        }
        for (int count : seen) {
            assertThat(count).isBetween(150, 250);
        }
    }

    private static int[] block(long key, long counterHigh, long counterLow) {
        int[] out = new int[Philox.BLOCK_INTS];
        Philox.block(key, counterHigh, counterLow, out);
        return out;
    }
}
