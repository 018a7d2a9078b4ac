package dev.lockstep.common.nn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.common.autodiff.RangeRows;
import dev.lockstep.common.autodiff.StepKey;
import dev.lockstep.common.job.LossKind;
import dev.lockstep.common.reduce.Scalars;
import dev.lockstep.common.reduce.ShardTree;
import dev.lockstep.common.tensor.Shape;
import dev.lockstep.common.tensor.Storage;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NetworkLossTest {

    private static final ShardTree TREE = new ShardTree(4);

    /** The gradient is the direction of steepest ascent: a small step against it lowers the loss. */
    @ParameterizedTest
    @EnumSource(LossKind.class)
    void oneStepGoesDownhillForASmallRate(LossKind loss) {
        Network network = Models.network(loss, Shape.of(7), Models.dense(9), Models.TANH, Models.dense(3));
        Storage parameters = Models.initialised(network);
        RangeRows range = RangeRows.of(TREE, TREE.whole(), 18);
        float[] features = Models.features(18 * 7);
        Targets targets = loss.isClassification()
                ? new Targets.Classes(Models.labels(18, 3))
                : new Targets.Values(binary(18 * 3));
        RangePass pass = new RangePass(network);
        float[][] nodes = new float[1][network.layout().total()];
        double before = pass.evaluate(parameters, features, targets, 18).lossSum();
        pass.train(parameters, features, targets, range, new StepKey(1, 0, 0), nodes, Models.into(new ArrayList<>()));
        for (int i = 0; i < parameters.length(); i++) {
            parameters.array()[i] -= 1e-3f * (nodes[0][i] / 18);
        }
        double after = pass.evaluate(parameters, features, targets, 18).lossSum();
        assertThat(after).isLessThan(before);
    }

    @Test
    void aLastSigmoidIsPartOfBinaryCrossEntropy() {
        Network with = Models.network(LossKind.BINARY_CROSS_ENTROPY, Shape.of(7), Models.dense(3), Models.SIGMOID);
        Network without = Models.network(LossKind.BINARY_CROSS_ENTROPY, Shape.of(7), Models.dense(3));
        Storage parameters = Models.initialised(with);
        float[] features = Models.features(10 * 7);
        Targets targets = new Targets.Values(binary(30));
        Scalars scalars = new RangePass(with).evaluate(parameters, features, targets, 10);
        assertThat(scalars).isEqualTo(new RangePass(without).evaluate(parameters, features, targets, 10));

        float[] probabilities = new float[30];
        new RangePass(with).predict(parameters, features, 10, probabilities, new int[0]);
        double loss = 0;
        double correct = 0;
        for (int i = 0; i < 30; i++) {
            boolean target = binary(30)[i] == 1;
            loss -= Math.log(target ? probabilities[i] : 1 - probabilities[i]) / 3;
            correct += probabilities[i] >= 0.5 == target ? 1.0 / 3 : 0;
        }
        assertThat(scalars.lossSum()).isCloseTo(loss, Offset.offset(1e-5));
        assertThat(scalars.correct()).isCloseTo(correct, Offset.offset(1e-9));
    }

    @Test
    void theFirstLayerWithANonFiniteOutputIsNamedThoughTheNextOneHidesIt() {
        Network network = Models.network(LossKind.CROSS_ENTROPY, Shape.of(3), Models.dense(4), Models.TANH,
                Models.dense(4), Models.SIGMOID, Models.dense(2));
        Storage parameters = Models.initialised(network);
        parameters.array()[network.layout().entries().get(2).offset()] = Float.POSITIVE_INFINITY;
        parameters.array()[network.layout().entries().get(4).offset()] = Float.NaN;
        List<Scalars> told = new ArrayList<>();
        RangeRows range = RangeRows.of(TREE, TREE.whole(), 6);
        Targets targets = new Targets.Classes(Models.labels(6, 2));
        new RangePass(network).train(parameters, Models.features(18), targets, range, new StepKey(1, 0, 0),
                new float[1][network.layout().total()], Models.into(told));
        assertThat(told.getFirst().firstNonFiniteLayer()).isEqualTo(2);
        assertThat(network.layerName(2)).isEqualTo("dense2");
        assertThat(new RangePass(network).evaluate(parameters, Models.features(18), targets, 6)
                .firstNonFiniteLayer()).isEqualTo(2);
    }

    @Test
    void whereEveryLayerIsFiniteTheLossIsToBlame() {
        Network network = Models.network(LossKind.MSE, Shape.of(1), Models.dense(1));
        Storage parameters = Models.initialised(network);
        parameters.array()[0] = 1e30f;
        Scalars scalars = new RangePass(network).evaluate(parameters, new float[]{1},
                new Targets.Values(new float[]{0}), 1);
        assertThat(scalars.lossSum()).isInfinite();
        assertThat(network.layerName(scalars.firstNonFiniteLayer())).isEqualTo("loss");
    }

    private static float[] binary(int count) {
        float[] targets = new float[count];
        for (int i = 0; i < count; i++) {
            targets[i] = i * 7 % 5 < 2 ? 1 : 0;
        }
        return targets;
    }
}
