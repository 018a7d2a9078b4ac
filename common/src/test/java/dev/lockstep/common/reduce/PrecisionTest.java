package dev.lockstep.common.reduce;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** Rounding to bfloat16 against its definition: the nearer of both neighbours, of two as near the even one. */
class PrecisionTest {

    private static final int UPPER = 1 << 16;
    private static final int INFINITY = 0x7f80;
    /** About every border: exact, just above, just below half, half, just above half, just below the next. */
    private static final int[] LOWER = {0, 1, 2, 0x7ffe, 0x7fff, 0x8000, 0x8001, 0x8002, 0xfffe, 0xffff};

    @Test
    void everyUpperHalfWithLowerHalvesAboutEveryBorder() {
        for (int upper = 0; upper < UPPER; upper++) {
            for (int lower : LOWER) {
                requireNearest(Float.intBitsToFloat(upper << 16 | lower));
            }
        }
    }

    @Property(tries = 5_000)
    void everyFloat(@ForAll("bits") int bits) {
        requireNearest(Float.intBitsToFloat(bits));
    }

    @Provide
    static Arbitrary<Integer> bits() {
        return Arbitraries.integers();
    }

    @Test
    void oddValues() {
        assertThat(bits(Float.NaN)).isEqualTo(0x7fc0_0000);
        assertThat(bits(Float.intBitsToFloat(0x7f80_0001))).as("a NaN whose payload is in the lower half")
                .isEqualTo(0x7fc0_0000);
        assertThat(bits(Float.intBitsToFloat(0xffff_ffff))).as("a NaN that would carry into the sign")
                .isEqualTo(0x7fc0_0000);
        assertThat(bits(Float.NEGATIVE_INFINITY)).isEqualTo(0xff80_0000);
        assertThat(bits(Float.MAX_VALUE)).as("past the largest bfloat16").isEqualTo(0x7f80_0000);
        assertThat(bits(-0f)).as("what is zero is +0").isZero();
        assertThat(bits(-Float.MIN_VALUE)).as("what becomes zero, too").isZero();
    }

    @Property(tries = 5_000)
    void roundingTwiceIsRoundingOnce(@ForAll("bits") int bits, @ForAll Precision precision) {
        float once = precision.round(Float.intBitsToFloat(bits));
        assertThat(Float.floatToIntBits(precision.round(once))).isEqualTo(Float.floatToIntBits(once));
    }

    @Test
    void partialsArePackedIntoWholeFloats() {
        assertThat(Precision.F32.room(7)).isEqualTo(7);
        assertThat(Precision.BF16.room(7)).isEqualTo(4);
        assertThat(Precision.BF16.room(0)).isZero();
    }

    private static void requireNearest(float x) {
        int rounded = bits(x);
        int expected = Float.isNaN(x) ? 0x7fc0_0000 : nearest(Math.abs(x), x < 0);
        if (rounded != expected) {
            throw new AssertionError("%s (%08x) is rounded to %08x, not %08x"
                    .formatted(x, Float.floatToRawIntBits(x), rounded, expected));
        }
    }

    private static int bits(float x) {
        return Float.floatToRawIntBits(Precision.BF16.round(x));
    }

    /** By distance, in exact arithmetic. */
    private static int nearest(float magnitude, boolean negative) {
        int below = Float.floatToRawIntBits(magnitude) >>> 16;
        if (below == INFINITY) {
            return upper(below, negative);
        }
        BigDecimal x = new BigDecimal(magnitude);
        int order = x.subtract(value(below)).compareTo(value(below + 1).subtract(x));
        boolean up = order > 0 || order == 0 && below % 2 == 1;
        return upper(up ? below + 1 : below, negative);
    }

    /** The value of an upper half; that of infinity is where the next finite one would be. */
    private static BigDecimal value(int upper) {
        return upper == INFINITY
                ? new BigDecimal(Math.scalb(1.0, Float.MAX_EXPONENT + 1))
                : new BigDecimal(Float.intBitsToFloat(upper << 16));
    }

    private static int upper(int half, boolean negative) {
        return half == 0 || !negative ? half << 16 : half << 16 | Integer.MIN_VALUE;
    }
}
