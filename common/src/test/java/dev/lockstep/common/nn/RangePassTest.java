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
import org.junit.jupiter.params.provider.CsvSource;

class RangePassTest {

    /** 29 examples are uneven over every number of shards; 3 leave most shards empty; 0 leave all. */
    @ParameterizedTest
    @CsvSource({"1, 29", "2, 29", "5, 29", "8, 29", "13, 29", "8, 3", "5, 0", "7, 1"})
    void theRootHasTheSameBitsForEveryCutIntoRanges(int shards, int examples) {
        for (Network network : List.of(Models.mlp(), Models.cnn())) {
            Storage parameters = Models.initialised(network);
            float[] features = Models.features(examples * network.input().size());
            int[] labels = Models.labels(examples, network.outputs());
            Gathered whole = Gathered.over(network, parameters, features, labels, shards);
            for (int first = 0; first <= shards; first++) {
                for (int second = first; second <= shards; second += 2) {
                    Gathered cut = Gathered.over(network, parameters, features, labels, shards, first, second);
                    assertThat(cut.gradient()).as("cut at %d and %d", first, second).isEqualTo(whole.gradient());
                    assertThat(cut.scalars()).isEqualTo(whole.scalars());
                }
            }
        }
    }

    @Test
    void scalarsComeFirstThenEachParameterOnceLastLayerFirst() {
        Network network = Models.mlp();
        List<String> told = new ArrayList<>();
        RangeRows range = RangeRows.of(new ShardTree(4), new ShardTree(4).whole(), 10);
        new RangePass(network).train(Models.initialised(network), Models.features(130),
                new Targets.Classes(Models.labels(10, 5)), range, new StepKey(1, 0, 0),
                new float[1][network.layout().total()], recorder(told));
        List<String> expected = new ArrayList<>(List.of("scalars 0"));
        network.layout().entries().reversed().forEach(e -> expected.add(e.offset() + " + " + e.size()));
        assertThat(told).isEqualTo(expected);
    }

    @Test
    void aWarmPassAllocatesNoBuffers() {
        Network network = Models.cnn();
        RangePass pass = new RangePass(network);
        ShardTree tree = new ShardTree(4);
        RangeRows range = RangeRows.of(tree, tree.whole(), 10);
        Storage parameters = Models.initialised(network);
        Targets targets = new Targets.Classes(Models.labels(10, 4));
        float[] features = Models.features(10 * 42);
        float[][] nodes = new float[1][network.layout().total()];
        pass.train(parameters, features, targets, range, new StepKey(1, 0, 0), nodes, Models.into(new ArrayList<>()));
        pass.evaluate(parameters, features, targets, range);
        long before = pass.allocations();
        pass.train(parameters, features, targets, range, new StepKey(1, 1, 0), nodes, Models.into(new ArrayList<>()));
        pass.evaluate(parameters, features, targets, range);
        pass.predict(parameters, features, 10, new float[40]);
        assertThat(pass.allocations()).isEqualTo(before);
    }

    @Test
    void evaluationIsTrainingWithoutDropout() {
        Network network = Models.network(LossKind.CROSS_ENTROPY,
                Shape.of(13), Models.dense(9), Models.SIGMOID, Models.dense(5));
        Storage parameters = Models.initialised(network);
        float[] features = Models.features(20 * 13);
        int[] labels = Models.labels(20, 5);
        RangePass pass = new RangePass(network);
        List<Scalars> evaluated = pass.evaluate(parameters, features, new Targets.Classes(labels),
                RangeRows.of(new ShardTree(3), new ShardTree(3).whole(), 20));
        Scalars trained = Gathered.over(network, parameters, features, labels, 3).scalars();
        assertThat(evaluated).containsExactly(trained);
        assertThat(trained.weight()).isEqualTo(20);

        float[] probabilities = new float[20 * 5];
        pass.predict(parameters, features, 20, probabilities);
        double right = 0;
        for (int row = 0; row < 20; row++) {
            double sum = 0;
            for (int i = 0; i < 5; i++) {
                sum += probabilities[row * 5 + i];
            }
            assertThat(sum).isCloseTo(1, Offset.offset(1e-6));
            right += RangePass.predictedClass(probabilities, row * 5, 5) == labels[row] ? 1 : 0;
        }
        assertThat(right).isEqualTo(trained.correct());
    }

    private static RangeSink recorder(List<String> told) {
        return new RangeSink() {
            @Override
            public void scalars(int node, Scalars scalars) {
                told.add("scalars " + node);
            }

            @Override
            public void gradient(int first, int length, float[][] nodes) {
                told.add(first + " + " + length);
            }
        };
    }
}
