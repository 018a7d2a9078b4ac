package dev.lockstep.common.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class BufferPoolTest {

    private final BufferPool pool = new BufferPool();

    @Test
    void theSameRequestsAgainAllocateNothing() {
        for (int round = 0; round < 3; round++) {
            pool.floats(100);
            float[] early = pool.floats(40);
            pool.giveBack(early);
            assertThat(pool.floats(30)).isSameAs(early);
            pool.ints(7);
            pool.reclaim();
        }
        assertThat(pool.allocations()).isEqualTo(3);
    }

    @Test
    void loansAreDisjointAndTheSmallestThatFitsIsTaken() {
        float[] large = pool.floats(100);
        float[] small = pool.floats(10);
        assertThat(small).isNotSameAs(large);
        pool.reclaim();
        assertThat(pool.floats(9)).isSameAs(small);
        assertThat(pool.floats(9)).isSameAs(large);
        assertThat(pool.floats(0)).isNotSameAs(small).isNotSameAs(large);
    }

    @Test
    void sizesThatGrowDoNotPileUp() {
        for (int length = 1; length <= 1000; length++) {
            pool.giveBack(pool.floats(length));
            pool.floats(length / 2);
            pool.ints(length);
            pool.reclaim();
            assertThat(pool.elements()).isLessThanOrEqualTo(2L * (length + length / 2) + 2L * length);
        }
    }

    @Test
    void aLengthThatOverflowedIsRefused() {
        assertThatThrownBy(() -> pool.floats(-5)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("-5");
    }

    @Test
    void whatIsNotOnLoanCannotBeGivenBack() {
        float[] once = pool.floats(5);
        pool.giveBack(once);
        assertThatThrownBy(() -> pool.giveBack(once)).isInstanceOf(IllegalStateException.class);
    }
}
