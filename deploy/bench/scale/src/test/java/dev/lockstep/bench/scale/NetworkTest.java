package dev.lockstep.bench.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class NetworkTest {

    @Test
    void networksAreThoseOfTheComparison() {
        assertThat(Network.SMALL.blocks().floats()).isEqualTo(101_770);
        assertThat(Network.MLP.blocks().floats()).isEqualTo(535_818);
        assertThat(Network.BIG.blocks().floats()).isEqualTo(5_824_522);
        assertThat(Network.CNN.blocks().floats()).isEqualTo(421_642);
    }

    @Test
    void theFirstLayersGradientIsWholeWithThePassAndTheOthersBefore() {
        for (Network network : Network.ALL) {
            assertThat(network.readyShare(0)).isCloseTo(1, within(1e-9));
            int last = network.blocks().blocks() - 1;
            assertThat(network.readyShare(last)).isBetween(1.0 / 3, 0.999);
        }
    }

    @Test
    void unalignedRangesSendMorePartials() {
        assertThat(Shares.of(16, 4)).isEqualTo(new Shares(4, 4, 1));
        Shares three = Shares.of(16, 3);
        assertThat(three.mostShards()).isEqualTo(6);
        assertThat(three.partials()).isGreaterThan(3);
    }
}
