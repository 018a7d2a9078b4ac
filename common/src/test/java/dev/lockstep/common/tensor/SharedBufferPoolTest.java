package dev.lockstep.common.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SharedBufferPoolTest {

    @Test
    void aBufferIsUsedAgainForItsExactLength() {
        SharedBufferPool pool = new SharedBufferPool(100);
        Storage ten = pool.take(10);
        pool.give(ten);
        assertThat(pool.take(9).array()).hasSize(9);
        assertThat(pool.take(10).array()).isSameAs(ten.array());
        assertThat(pool.idleFloats()).isZero();
    }

    @Test
    void whatLiesIdleIsBounded() {
        SharedBufferPool pool = new SharedBufferPool(15);
        pool.give(Storage.allocate(10));
        pool.give(Storage.allocate(10));
        assertThat(pool.idleFloats()).isEqualTo(10);
        pool.give(Storage.allocate(5));
        assertThat(pool.idleFloats()).isEqualTo(15);
    }

    @Test
    void aBufferGivenTwiceIsABrokenInvariant() {
        SharedBufferPool pool = new SharedBufferPool(100);
        Storage buffer = pool.take(10);
        pool.give(buffer);
        assertThatThrownBy(() -> pool.give(buffer)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> pool.give(buffer.slice(0, 3))).hasMessageContaining("got 3 of 10");
    }

    @Test
    void onlyAnInfinityOrANanIsNotFinite() {
        for (int length = 0; length < 12; length++) {
            for (int at = 0; at < length; at++) {
                float[] values = new float[length + 2];
                values[length + 1] = Float.NaN;
                values[at + 1] = Float.MAX_VALUE;
                Storage slice = new Storage(values, 1, length);
                assertThat(Finite.all(slice)).isTrue();
                for (float bad : new float[]{Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
                    values[at + 1] = bad;
                    assertThat(Finite.all(slice)).isFalse();
                }
            }
        }
    }
}
