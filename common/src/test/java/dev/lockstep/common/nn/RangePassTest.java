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

    /** Every loss, dense and convolutional layers, dropout. */
    private static final List<Network> NETWORKS = List.of(Models.mlp(), Models.cnn(),
            Models.network(LossKind.MSE, Shape.of(7), Models.dense(19), Models.TANH, Models.dropout(0.2),
                    Models.dense(3)),
            Models.network(LossKind.HALF_SQUARED_ERROR, Shape.of(7), Models.dense(18), Models.RELU, Models.dense(1)),
            Models.network(LossKind.BINARY_CROSS_ENTROPY, Shape.of(1, 6, 7), Models.conv(3, 3, 1), Models.RELU,
                    Models.FLATTEN, Models.dense(2), Models.SIGMOID));

    /** 29 examples are uneven over every number of shards; 3 leave most shards empty; 0 leave all. */
    @ParameterizedTest
    @CsvSource({"1, 29", "2, 29", "5, 29", "8, 29", "13, 29", "8, 3", "5, 0", "7, 1"})
    void theRootHasTheSameBitsForEveryCutIntoRanges(int shards, int examples) {
        for (Network network : NETWORKS) {
            Storage parameters = Models.initialised(network);
            float[] features = Models.features(examples * network.input().size());
            Targets targets = Models.targets(network, examples);
            Gathered whole = Gathered.over(network, parameters, features, targets, examples, shards);
            for (int first = 0; first <= shards; first++) {
                for (int second = first; second <= shards; second += 2) {
                    Gathered cut = Gathered.over(network, parameters, features, targets, examples, shards, first,
                            second);
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
        pass.evaluate(parameters, features, targets, 10);
        long before = pass.allocations();
        pass.train(parameters, features, targets, range, new StepKey(1, 1, 0), nodes, Models.into(new ArrayList<>()));
        pass.evaluate(parameters, features, targets, 10);
        pass.predict(parameters, features, 10, new float[40], new int[10]);
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
        Scalars evaluated = pass.evaluate(parameters, features, new Targets.Classes(labels), 20);
        Targets targets = new Targets.Classes(labels);
        Scalars trained = Gathered.over(network, parameters, features, targets, 20, 1).scalars();
        assertThat(evaluated).isEqualTo(trained);
        assertThat(trained.weight()).isEqualTo(20);

        float[] probabilities = new float[20 * 5];
        int[] classes = new int[20];
        pass.predict(parameters, features, 20, probabilities, classes);
        double right = 0;
        for (int row = 0; row < 20; row++) {
            double sum = 0;
            for (int i = 0; i < 5; i++) {
                sum += probabilities[row * 5 + i];
            }
            assertThat(sum).isCloseTo(1, Offset.offset(1e-6));
            right += classes[row] == labels[row] ? 1 : 0;
        }
        assertThat(right).isEqualTo(trained.correct());
    }

    @Test
    void dropoutIsTheIdentityInEvaluationAndPrediction() {
        Network with = Models.network(LossKind.CROSS_ENTROPY, Shape.of(13), Models.dropout(0.4), Models.dense(9),
                Models.RELU, Models.dropout(0.9), Models.dense(5));
        Network without = Models.network(LossKind.CROSS_ENTROPY, Shape.of(13), Models.dense(9), Models.RELU,
                Models.dense(5));
        Storage parameters = Models.initialised(with);
        float[] features = Models.features(20 * 13);
        Targets targets = new Targets.Classes(Models.labels(20, 5));
        assertThat(new RangePass(with).evaluate(parameters, features, targets, 20))
                .isEqualTo(new RangePass(without).evaluate(parameters, features, targets, 20));
        assertThat(predicted(with, parameters, features)).isEqualTo(predicted(without, parameters, features));
        assertThat(Gathered.over(with, parameters, features, targets, 20, 1).scalars()).as("in training it is not")
                .isNotEqualTo(Gathered.over(without, parameters, features, targets, 20, 1).scalars());
    }

    /** Two logits that differ by less than their probabilities can show: the class is that of the evaluation. */
    @Test
    void thePredictedClassIsTheOneThatAnEvaluationCounts() {
        Network network = Models.network(LossKind.CROSS_ENTROPY, Shape.of(1), Models.dense(2));
        Storage parameters = new Storage(new float[]{0, 1e-9f, 0, 0}, 0, 4);
        RangePass pass = new RangePass(network);
        float[] probabilities = new float[2];
        int[] classes = new int[1];
        pass.predict(parameters, new float[]{1}, 1, probabilities, classes);
        assertThat(probabilities[0]).isEqualTo(probabilities[1]);
        assertThat(classes).containsExactly(1);
        assertThat(pass.evaluate(parameters, new float[]{1}, new Targets.Classes(new int[]{1}), 1).correct())
                .isEqualTo(1);
    }

    @Test
    void aTinyBudgetCutsEvaluationsAndPredictionsAndChangesNoBit() {
        for (Network network : NETWORKS) {
            Storage parameters = Models.initialised(network);
            float[] features = Models.features(21 * network.input().size());
            Targets targets = Models.targets(network, 21);
            PassMemory memory = network.forwardMemory();
            RangePass tiny = new RangePass(network, memory.fixedFloats() + 4 * memory.floatsPerExample());
            RangePass pass = new RangePass(network);
            assertThat(tiny.evaluate(parameters, features, targets, 21))
                    .isEqualTo(pass.evaluate(parameters, features, targets, 21));
            float[] whole = new float[21 * network.outputs()];
            float[] cut = new float[whole.length];
            int[] classes = new int[21];
            int[] cutClasses = new int[21];
            pass.predict(parameters, features, 21, whole, classes);
            tiny.predict(parameters, features, 21, cut, cutClasses);
            assertThat(cut).isEqualTo(whole);
            assertThat(cutClasses).isEqualTo(classes);
        }
    }

    private static float[] predicted(Network network, Storage parameters, float[] features) {
        float[] probabilities = new float[20 * 5];
        new RangePass(network).predict(parameters, features, 20, probabilities, new int[20]);
        return probabilities;
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
