package dev.lockstep.common.nn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.common.autodiff.RangeRows;
import dev.lockstep.common.autodiff.StepKey;
import dev.lockstep.common.job.LossKind;
import dev.lockstep.common.reduce.ShardTree;
import dev.lockstep.common.tensor.Shape;
import dev.lockstep.common.tensor.Storage;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PassMemoryTest {

    private static final int ROWS = 64;

    private static final List<Network> NETWORKS = List.of(Models.mlp(), Models.cnn(),
            Models.network(LossKind.CROSS_ENTROPY, Shape.of(1, 28, 28), Models.conv(8, 3, 1), Models.RELU,
                    Models.maxPool(2), Models.conv(12, 3, 1), Models.RELU, Models.maxPool(2), Models.FLATTEN,
                    Models.dropout(0.5), Models.dense(32), Models.TANH, Models.dense(10)),
            Models.network(LossKind.MSE, Shape.of(3), Models.dense(200), Models.dropout(0.1), Models.dense(1)),
            Models.network(LossKind.BINARY_CROSS_ENTROPY, Shape.of(300), Models.SIGMOID, Models.TANH, Models.dense(4),
                    Models.SIGMOID));

    @Test
    void aPassTakesNoMoreThanEstimated() {
        for (Network network : NETWORKS) {
            Storage parameters = Models.initialised(network);
            float[] features = Models.features(ROWS * network.input().size());
            Targets targets = Models.targets(network, ROWS);
            RangePass trained = new RangePass(network);
            RangeRows range = RangeRows.of(new ShardTree(4), new ShardTree(4).whole(), ROWS);
            for (int step = 0; step < 3; step++) {
                trained.train(parameters, features, targets, range, new StepKey(1, step, 0),
                        new float[1][network.layout().total()], Models.into(new ArrayList<>()));
            }
            assertThat(trained.elements() + features.length).as("training %s", network.table())
                    .isLessThanOrEqualTo(network.trainingMemory().floatsPerExample() * ROWS);
            RangePass evaluated = new RangePass(network);
            evaluated.evaluate(parameters, features, targets, ROWS);
            evaluated.predict(parameters, features, ROWS, new float[ROWS * network.outputs()], new int[ROWS]);
            assertThat(evaluated.elements() + features.length).as("evaluating %s", network.table())
                    .isLessThanOrEqualTo(network.forwardMemory().floatsPerExample() * ROWS);
        }
    }
}
