package dev.lockstep.coordinator.parameters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.common.job.OptimizerSpec;
import dev.lockstep.common.optim.Sgd;
import dev.lockstep.common.optim.StepScale;
import dev.lockstep.common.reduce.Node;
import dev.lockstep.common.tensor.BlockLayout;
import dev.lockstep.common.tensor.Storage;
import dev.lockstep.common.wire.GradientPartial;
import org.junit.jupiter.api.Test;

class ParameterStoreTest {

    private final BlockLayout layout = new BlockLayout(new int[]{0, 2, 3});
    private final ParameterStore store = new ParameterStore(layout, new Storage(new float[]{1, 2, 3}, 0, 3),
            new Sgd(new OptimizerSpec.Sgd(0.5, false, 0)));

    @Test
    void aVersionCommitsWhenEveryBlockIsStepped() {
        step(1, 6);
        assertThatThrownBy(store::commit).hasMessageContaining("version 1 lacks 1 of 2 finite blocks");
        assertThat(store.committed().array()).containsExactly(1, 2, 3);
        step(0, 2, 4);
        assertThat(store.version()).isZero();
        assertThat(store.commit()).isEqualTo(1);
        assertThat(store.committed().array()).containsExactly(0, 0, 0);
        assertThat(store.committedState().getFirst().array()).containsExactly(1, 2, 3);
    }

    @Test
    void theStateOfTheOptimizerGoesFromVersionToVersion() {
        for (int version = 1; version <= 3; version++) {
            step(0, 2, 2);
            step(1, 2);
            assertThat(store.commit()).isEqualTo(version);
        }
        assertThat(store.committedState().getFirst().array()).containsExactly(1.75f, 1.75f, 1.75f);
        assertThat(store.committed().array()).containsExactly(1 - 4.25f, 2 - 4.25f, 3 - 4.25f);
    }

    @Test
    void aBlockIsSteppedOnce() {
        step(0, 2, 4);
        assertThatThrownBy(() -> step(0, 2, 4)).hasMessageContaining("block 0 of version 1 is stepped twice");
    }

    @Test
    void onlyTwoVersionsAreKept() {
        assertThat(store.parameters(1)).isNotSameAs(store.parameters(0));
        assertThatThrownBy(() -> store.parameters(2)).hasMessageContaining("committed is 0");
    }

    @Test
    void goesOnFromAnyVersionWithItsState() {
        step(0, 2, 2);
        step(1, 2);
        store.commit();
        Snapshot start = ParameterStore.copyOf(store.view(), null);
        ParameterStore other = new ParameterStore(layout, start, new Sgd(new OptimizerSpec.Sgd(0.5, false, 0)));
        assertThat(other.version()).isEqualTo(1);
        step(0, 2, 2);
        step(1, 2);
        store.commit();
        for (int block = 0; block < 2; block++) {
            float[] gradient = block == 0 ? new float[]{2, 2} : new float[]{2};
            step(other, block, gradient);
        }
        assertThat(other.commit()).isEqualTo(2);
        assertThat(other.committed().array()).isEqualTo(store.committed().array());
        assertThat(other.committedState().getFirst().array()).isEqualTo(store.committedState().getFirst().array());
    }

    @Test
    void aCopyOfAVersionIsWholeWhileTheNextOneIsMade() {
        step(0, 2, 4);
        Snapshot copy = ParameterStore.copyOf(store.view(), null);
        assertThat(copy.version()).isZero();
        assertThat(copy.parameters().array()).containsExactly(1, 2, 3);
        step(1, 6);
        store.commit();
        Snapshot again = ParameterStore.copyOf(store.view(), copy);
        assertThat(again.version()).isEqualTo(1);
        assertThat(again.parameters()).isSameAs(copy.parameters());
        assertThat(again.parameters().array()).containsExactly(0, 0, 0);
        assertThat(again.state().getFirst().array()).containsExactly(1, 2, 3);
    }

    @Test
    void aStartThatDoesNotFitIsToldWithTheNumbers() {
        Sgd plain = new Sgd(new OptimizerSpec.Sgd(0, false, 0));
        assertThatThrownBy(() -> new ParameterStore(layout, store.view(), plain))
                .hasMessageContaining(
                        "the layout has 3 floats and the optimizer 0 vectors of state, the start 3 floats and 1 vectors");
    }

    @Test
    void theStartIsTakenOverAndNotHeldTwice() {
        Snapshot start = ParameterStore.copyOf(store.view(), null);
        ParameterStore other = new ParameterStore(layout, start, new Sgd(new OptimizerSpec.Sgd(0.5, false, 0)));
        assertThat(other.committed().array()).isSameAs(start.parameters().array());
        assertThat(other.committedState().getFirst().array()).isSameAs(start.state().getFirst().array());
    }

    @Test
    void aPartOfAnArrayCannotBeTakenOver() {
        Storage part = new Storage(new float[]{9, 1, 2, 3}, 1, 3);
        assertThatThrownBy(() -> new ParameterStore(layout, part, new Sgd(new OptimizerSpec.Sgd(0, false, 0))))
                .hasMessageContaining("whole arrays");
    }

    private void step(int block, float... gradient) {
        step(store, block, gradient);
    }

    private static void step(ParameterStore store, int block, float... gradient) {
        new BlockStep(store, new GradientPartial(store.version(), new Node(0, 0), block,
                new Storage(gradient, 0, gradient.length), () -> {}), 1, StepScale.of(2)).work();
    }
}
