package dev.lockstep.common.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lockstep.common.tensor.Storage;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class GlobalNormTest {

    @Test
    void theNormIsThatOfTheDefinition() {
        assertThat(GlobalNorm.squared(List.of(Storage.allocate(0)))).isZero();
        assertThat(GlobalNorm.squared(List.of(new Storage(new float[]{9, 3, 4}, 1, 2)))).isEqualTo(25);
        assertThat(GlobalNorm.ofGradient(List.of(new Storage(new float[]{3, 4}, 0, 2)), 10)).isEqualTo(0.5);
    }

    @Test
    void blocksCutAnyhowGiveTheSameBits() {
        Random random = new Random(5);
        for (int length : new int[]{1, 7, 4095, 4096, 4097, 50_000}) {
            float[] vector = new float[length];
            double exact = 0;
            for (int i = 0; i < length; i++) {
                vector[i] = (float) random.nextGaussian();
                exact += (double) vector[i] * vector[i];
            }
            double whole = GlobalNorm.squared(List.of(new Storage(vector, 0, length)));
            assertThat(whole).isCloseTo(exact, within(1e-9 * exact));
            for (int cut = 0; cut < 5; cut++) {
                List<Storage> parts = new ArrayList<>();
                for (int from = 0; from < length;) {
                    int size = Math.min(length - from, 1 + random.nextInt(9000));
                    parts.add(new Storage(vector, from, size));
                    from += size;
                }
                assertThat(GlobalNorm.squared(parts)).isEqualTo(whole);
            }
        }
    }

    @Test
    void onlyALongGradientIsClipped() {
        assertThat(GlobalNorm.clipFactor(0, 1)).isEqualTo(1);
        assertThat(GlobalNorm.clipFactor(0.5, 1)).isEqualTo(1);
        assertThat(GlobalNorm.clipFactor(4, 1)).isEqualTo((float) (1 / 4.000001));
        assertThat(GlobalNorm.clipFactor(Double.POSITIVE_INFINITY, 1)).isZero();
        assertThat(GlobalNorm.clipFactor(Double.NaN, 1)).isNaN();
    }
}
