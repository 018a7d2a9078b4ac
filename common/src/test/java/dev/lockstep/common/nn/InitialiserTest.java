package dev.lockstep.common.nn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.common.job.LayerSpec;
import dev.lockstep.common.job.LayerSpec.Init;
import dev.lockstep.common.job.LossKind;
import dev.lockstep.common.tensor.Shape;
import dev.lockstep.common.tensor.Storage;
import java.util.Optional;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class InitialiserTest {

    @Test
    void heBeforeARelUElseGlorotAndBiasesZero() {
        Network network = Models.network(LossKind.CROSS_ENTROPY, Shape.of(150), Models.dense(100),
                Models.dropout(0.1), Models.RELU, Models.dense(80), Models.TANH, Models.dense(60));
        Storage p = Models.initialised(network);
        assertThat(largest(p, network, 0)).isCloseTo(Math.sqrt(6.0 / 150), Offset.offset(1e-3));
        assertThat(largest(p, network, 2)).isCloseTo(Math.sqrt(6.0 / 180), Offset.offset(1e-3));
        assertThat(largest(p, network, 4)).isCloseTo(Math.sqrt(6.0 / 140), Offset.offset(1e-3));
        assertThat(largest(p, network, 1)).isZero();
        assertThat(largest(p, network, 5)).isZero();
    }

    @Test
    void aLayerMayChooseItsInitialiser() {
        LayerSpec uniform = new LayerSpec.Dense(Optional.empty(), 50, Optional.of(Init.UNIFORM));
        Network network = Models.network(LossKind.CROSS_ENTROPY, Shape.of(100), uniform, Models.RELU);
        assertThat(largest(Models.initialised(network), network, 0)).isCloseTo(0.1, Offset.offset(1e-3));
    }

    @Test
    void weightsAreSpreadEvenlyAndDifferBetweenSeedsAndLayers() {
        Network network = Models.network(LossKind.CROSS_ENTROPY, Shape.of(100), Models.dense(100), Models.TANH,
                Models.dense(100));
        Storage one = Models.initialised(network);
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < 10_000; i++) {
            sum += one.array()[i];
            squares += (double) one.array()[i] * one.array()[i];
        }
        double bound = Math.sqrt(6.0 / 200);
        assertThat(sum / 10_000).isCloseTo(0, Offset.offset(bound / 30));
        assertThat(squares / 10_000).isCloseTo(bound * bound / 3, Offset.offset(bound * bound / 50));
        Storage other = Storage.allocate(one.length());
        network.initialise(8, other);
        assertThat(other.array()[0]).isNotEqualTo(one.array()[0]);
        assertThat(one.array()[10_100]).isNotEqualTo(one.array()[0]);
    }

    private static double largest(Storage p, Network network, int entry) {
        ParameterLayout.Entry e = network.layout().entries().get(entry);
        double largest = 0;
        for (int i = e.offset(); i < e.offset() + e.size(); i++) {
            largest = Math.max(largest, Math.abs(p.array()[i]));
        }
        return largest;
    }
}
