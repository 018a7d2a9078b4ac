package dev.lockstep.common.job;

import java.util.Optional;

/** One entry of {@code model}. */
public sealed interface LayerSpec {

    /** Layers of a model: more than any network that this trainer could hold; a tape keeps every layer's result. */
    int MAX_LAYERS = 10_000;

    /** The name a user gave it; layers without one are named by kind and place. */
    Optional<String> name();

    /** The initialiser of a layer's weights; biases start at zero. */
    enum Init {
        HE, GLOROT, UNIFORM
    }

    /** @param init empty: He before a relu, else Glorot */
    record Dense(Optional<String> name, int units, Optional<Init> init) implements LayerSpec {}

    record Conv(
            Optional<String> name,
            int filters,
            Pair kernel,
            Pair stride,
            Pair padding,
            Optional<Init> init) implements LayerSpec {}

    record MaxPool(Optional<String> name, Pair kernel, Pair stride, Pair padding) implements LayerSpec {}

    /** @param rate the share of values set to zero while training, in [0, 1) */
    record Dropout(Optional<String> name, double rate) implements LayerSpec {}

    record Flatten(Optional<String> name) implements LayerSpec {}

    record Activation(Optional<String> name, Function function) implements LayerSpec {}

    /** Elementwise functions that stand as layers. */
    enum Function {
        RELU, TANH, SIGMOID
    }

    /** Rows, then columns. */
    record Pair(int rows, int columns) {}
}
