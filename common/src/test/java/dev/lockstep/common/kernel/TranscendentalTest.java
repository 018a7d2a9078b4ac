package dev.lockstep.common.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TranscendentalTest {

    private static final int TRIES = 300_000;

    @Test
    void expIsWithinTwoUlpOfStrictMath() {
        assertThat(worstUlp(-745, 709.7, Transcendental::exp, StrictMath::exp)).isLessThanOrEqualTo(2);
        assertThat(worstUlp(-1, 1, Transcendental::exp, StrictMath::exp)).isLessThanOrEqualTo(2);
    }

    @Test
    void logIsWithinTwoUlpOfStrictMath() {
        assertThat(worstUlp(0, 1e-300, Transcendental::log, StrictMath::log)).isLessThanOrEqualTo(2);
        assertThat(worstUlp(0, 4, Transcendental::log, StrictMath::log)).isLessThanOrEqualTo(2);
        assertThat(worstUlp(0.99, 1.01, Transcendental::log, StrictMath::log)).isLessThanOrEqualTo(2);
        assertThat(worstUlp(0, 1e300, Transcendental::log, StrictMath::log)).isLessThanOrEqualTo(2);
    }

    /** StrictMath's own tanh is off by 2 ulp here and there, and it has no sigmoid or erf. */
    @ParameterizedTest
    @ValueSource(strings = {"exp", "log", "tanh", "sigmoid", "erf"})
    void everyFunctionIsWithinTwoUlpOfTheTrueValue(String name) throws IOException {
        DoubleUnaryOperator own = switch (name) {
            case "exp" -> Transcendental::exp;
            case "log" -> Transcendental::log;
            case "tanh" -> Transcendental::tanh;
            case "sigmoid" -> Transcendental::sigmoid;
            default -> Transcendental::erf;
        };
        int rows = 0;
        try (InputStream in = TranscendentalTest.class.getResourceAsStream("transcendental.csv")) {
            for (String line : new String(in.readAllBytes(), StandardCharsets.US_ASCII).split("\n")) {
                String[] fields = line.split(",");
                if (fields[0].equals(name)) {
                    double x = Double.parseDouble(fields[1]);
                    double exact = Double.parseDouble(fields[2]);
                    assertThat(Math.abs(own.applyAsDouble(x) - exact) / Math.ulp(exact)).as(name + " " + x)
                            .isLessThanOrEqualTo(2);
                    rows++;
                }
            }
        }
        assertThat(rows).isEqualTo(900);
    }

    @Test
    void endsOfTheRangeAreExact() {
        assertThat(Transcendental.exp(0.0)).isEqualTo(1.0);
        assertThat(Transcendental.exp(710.0)).isInfinite();
        assertThat(Transcendental.exp(Double.NEGATIVE_INFINITY)).isZero();
        assertThat(Transcendental.exp(Double.NaN)).isNaN();
        assertThat(Transcendental.log(0.0)).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(Transcendental.log(1.0)).isZero();
        assertThat(Transcendental.log(-1.0)).isNaN();
        assertThat(Transcendental.log(Double.POSITIVE_INFINITY)).isInfinite();
        assertThat(Transcendental.tanh(Double.POSITIVE_INFINITY)).isEqualTo(1.0);
        assertThat(Transcendental.tanh(Double.NaN)).isNaN();
        assertThat(Transcendental.sigmoid(Double.NEGATIVE_INFINITY)).isZero();
        assertThat(Transcendental.sigmoid(0.0)).isEqualTo(0.5);
        assertThat(Transcendental.erf(-9.0)).isEqualTo(-1.0);
        assertThat(Transcendental.erf(Double.NaN)).isNaN();
    }

    private static double worstUlp(double from, double to, DoubleUnaryOperator own, DoubleUnaryOperator exact) {
        SplittableRandom random = new SplittableRandom(1);
        double worst = 0;
        for (int i = 0; i < TRIES; i++) {
            double x = random.nextDouble(from, to);
            double y = exact.applyAsDouble(x);
            worst = Math.max(worst, Math.abs(own.applyAsDouble(x) - y) / Math.ulp(y));
        }
        return worst;
    }
}
