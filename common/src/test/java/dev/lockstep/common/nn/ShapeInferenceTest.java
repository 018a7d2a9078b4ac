package dev.lockstep.common.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.lockstep.common.job.LayerSpec;
import dev.lockstep.common.job.LossKind;
import dev.lockstep.common.tensor.Shape;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ShapeInferenceTest {

    private static final Shape IMAGE = Shape.of(1, 8, 8);

    @Test
    void namesLayersByKindAndPlaceAndLaysParametersOutWithoutGaps() {
        Network network = Models.network(LossKind.CROSS_ENTROPY, Shape.of(1, 28, 28), Models.conv(32, 3, 1),
                Models.RELU, Models.maxPool(2), Models.conv(64, 3, 1), Models.RELU, Models.maxPool(2), Models.FLATTEN,
                Models.dense(128), Models.RELU, Models.dense(10));
        assertThat(network.layout().entries()).extracting(e -> e.name() + " " + e.shape() + " at " + e.offset())
                .containsExactly("conv1.weight [32, 1, 3, 3] at 0", "conv1.bias [32] at 288",
                        "conv2.weight [64, 32, 3, 3] at 320", "conv2.bias [64] at 18752",
                        "dense1.weight [3136, 128] at 18816", "dense1.bias [128] at 420224",
                        "dense2.weight [128, 10] at 420352", "dense2.bias [10] at 421632");
        assertThat(network.layout().total()).isEqualTo(421642);
        assertThat(network.table()).contains(new Network.LayerRow("max-pool2", "max-pool", Shape.of(64, 7, 7), 0),
                new Network.LayerRow("dense1", "dense", Shape.of(128), 401536));
        assertThat(network.outputs()).isEqualTo(10);
    }

    @Test
    void denseOnAnImageProposesFlatten() {
        assertThat(faults(IMAGE, Models.dense(10))).containsExactly(
                "layer 1 (dense1): got [1, 8, 8], needs a vector; put flatten before it");
    }

    @Test
    void convolutionOfAVectorProposesAShapeForTheData() {
        assertThat(faults(Shape.of(64), Models.conv(4, 3, 1), Models.RELU)).containsExactly(
                "layer 1 (conv1): got [64], needs an image [channels, height, width];"
                        + " data.shape views an example as an image, as in data.shape = [1, 8, 8]");
    }

    @Test
    void convolutionAfterAVectorLayerIsToGoBeforeIt() {
        assertThat(faults(IMAGE, Models.FLATTEN, Models.conv(4, 3, 1))).singleElement().asString()
                .contains("layer 2 (conv1)", "put it before the layers that make a vector");
    }

    @Test
    void aKernelLargerThanTheImageSaysSo() {
        assertThat(faults(IMAGE, Models.maxPool(2), Models.maxPool(2), Models.conv(4, 3, 0))).containsExactly(
                "layer 3 (conv1): got [1, 2, 2], and its kernel 3 x 3 is larger than the image with padding, 2 x 2;"
                        + " use a smaller kernel, more padding, or less pooling before it");
    }

    @Test
    void paddingMustBeSmallerThanTheKernel() {
        assertThat(faults(IMAGE, Models.conv(4, 3, 3))).singleElement().asString()
                .contains("padding 3 x 3 must be smaller than the kernel 3 x 3");
    }

    @Test
    void severalFaultsAreToldTogether() {
        LayerSpec named = new LayerSpec.Dense(Optional.of("head"), 4, Optional.empty());
        assertThat(faults(IMAGE, Models.dense(10), named, named)).containsExactly(
                "layer 1 (dense1): got [1, 8, 8], needs a vector; put flatten before it",
                "layer 3 (head): another layer has this name; names must differ");
    }

    @Test
    void aModelThatDoesNotFitIntoOneVectorIsRefused() {
        assertThat(faults(Shape.of(100_000), Models.dense(100_000))).singleElement().asString()
                .contains("layer 1 (dense1)", "2^31 - 1");
    }

    @Test
    void imagesThatOverflowOnceTheyArePaddedOrUnrolledAreRefused() {
        assertThat(faults(Shape.of(1, 30_000, 30_000), Models.conv(1, 60_000, 59_999))).singleElement().asString()
                .contains("layer 1 (conv1)", "2^31 - 1");
        assertThat(faults(Shape.of(1, 4_000, 4_000), Models.conv(1, 15, 7))).singleElement().asString()
                .contains("layer 1 (conv1)", "scratch memory", "smaller kernel");
        assertThat(faults(Shape.of(1, 1, 2_000_000_000), new LayerSpec.MaxPool(Optional.empty(),
                new LayerSpec.Pair(3, 60_000), new LayerSpec.Pair(1, 1), new LayerSpec.Pair(2, 50_000))))
                .singleElement().asString().contains("layer 1 (max-pool1)", "2^31 - 1");
    }

    @Test
    void aShardThatAPassCannotHoldProposesMoreShards() {
        PassMemory memory = new PassMemory(1000, PassMemory.BUDGET_FLOATS / 100);
        assertThat(memory.shardFault(8 * 99, 8)).isEmpty();
        assertThat(memory.shardFault(1000, 8)).hasValueSatisfying(words -> assertThat(words).contains("125 examples",
                "at most 256 MiB", "set shards to at least 11"));
        assertThat(new PassMemory(0, PassMemory.BUDGET_FLOATS + 1).shardFault(3, 3).orElseThrow())
                .contains("no number of shards");
    }

    @Test
    void crossEntropyNeedsAVectorOfClasses() {
        assertThat(faults(IMAGE, Models.conv(4, 3, 1))).singleElement().asString().contains("layer 1 (conv1)",
                "the network's output is [4, 8, 8]", "flatten");
    }

    @Test
    void crossEntropyOfOneOutputIsAMistake() {
        assertThat(faults(Shape.of(5), Models.dense(1))).singleElement().asString().contains("layer 1 (dense1)",
                "one output", "binary-cross-entropy");
    }

    @Test
    void aModelWithoutWeightsIsRefused() {
        assertThat(faults(Shape.of(5), Models.RELU)).containsExactly(
                "the model has nothing to train; add { dense = <outputs> }");
        assertThat(faults(Shape.of(5))).hasSize(1);
    }

    @Test
    void theTargetsOfARegressionMustBeAsManyAsTheOutputs() throws ShapeFault {
        Network network = Models.network(LossKind.MSE, Shape.of(5), Models.dense(3));
        network.requireTargets(3);
        assertThat(catchThrowableOfType(ShapeFault.class, () -> network.requireTargets(2))).hasMessage(
                "layer 1 (dense1): the network yields 3 values for an example, and data.label names 2;"
                        + " end the model with { dense = 2 }");
    }

    private static List<String> faults(Shape input, LayerSpec... model) {
        ShapeFault fault = catchThrowableOfType(ShapeFault.class,
                () -> Network.build(List.of(model), input, LossKind.CROSS_ENTROPY));
        return fault.faults().stream().map(ShapeFault.Fault::message).toList();
    }
}
