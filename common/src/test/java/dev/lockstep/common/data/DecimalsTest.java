package dev.lockstep.common.data;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class DecimalsTest {

    @Test
    void takesDecimalNumbersOnly() {
        for (String word : new String[]{"", " ", "-", ".", "1f", "0x1p3", "NaN", "Infinity", "1e", "1e+", "1 2",
                "1.2.3", "--1",
                "1e999", "e5", "\u0661"}) {
            assertThat(parse(word)).as(word).isNaN();
        }
        assertThat(parse(" +1.50 ")).isEqualTo(1.5);
        assertThat(parse("-.5e-1")).isEqualTo(-0.05);
        assertThat(parse("5.")).isEqualTo(5);
        assertThat(parse("000000000000000000000012")).isEqualTo(12);
    }

    @Property(tries = 2000, seed = "1", edgeCases = EdgeCasesMode.MIXIN)
    void readsWhatJavaReads(@ForAll long bits, @ForAll int whole) {
        double number = Double.longBitsToDouble(bits);
        if (Double.isFinite(number)) {
            assertThat(parse(Double.toString(number))).isEqualTo(number);
        }
        String decimal = whole + "." + Math.abs(bits % 1_000_000);
        assertThat(parse(decimal)).isEqualTo(Double.parseDouble(decimal));
    }

    private static double parse(String text) {
        char[] characters = ("?" + text + "?").toCharArray();
        return Decimals.parse(characters, 1, text.length());
    }
}
