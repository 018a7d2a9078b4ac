package dev.lockstep.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class StatisticsTest {

    @Test
    void theMedianIsTheMiddleOrTheMeanOfTheMiddleTwo() {
        assertThat(Statistics.median(DoubleStream.of(5))).isEqualTo(5);
        assertThat(Statistics.median(DoubleStream.of(9, 1, 4))).isEqualTo(4);
        assertThat(Statistics.median(DoubleStream.of(9, 1, 4, 5))).isEqualTo(4.5);
        assertThatThrownBy(() -> Statistics.median(DoubleStream.empty())).isInstanceOf(IllegalArgumentException.class);
    }
}
