package dev.lockstep.common.job;

import java.util.List;

/** The keys of a layer in {@code model}. */
final class LayerKeys {

    private static final int MAX_WIDTH = 1 << 24;
    private static final int MAX_EXTENT = 1 << 16;

    static final Key<Integer> DENSE = Key
            .optional("dense", NumberKinds.intBetween(1, MAX_WIDTH), "Fully connected layer with so many outputs")
            .onlyFor("dense");
    static final Key<Integer> CONV = Key
            .optional("conv", NumberKinds.intBetween(1, MAX_WIDTH), "Convolution with so many filters")
            .onlyFor("conv");
    static final Key<LayerSpec.Pair> MAX_POOL = Key
            .optional("max-pool", NumberKinds.pairBetween(1, MAX_EXTENT), "Largest value of each window of this extent")
            .onlyFor("max-pool");
    static final Key<Double> DROPOUT = Key
            .optional("dropout", NumberKinds.numberFrom0Below1(), "Share of the values set to zero while training")
            .onlyFor("dropout");
    static final Key<Boolean> FLATTEN = word("flatten", "Makes a vector of an example's values");
    static final Key<Boolean> RELU = word("relu", "max(x, 0)");
    static final Key<Boolean> TANH = word("tanh", "Hyperbolic tangent");
    static final Key<Boolean> SIGMOID = word("sigmoid", "1 / (1 + exp(-x))");

    static final Key<LayerSpec.Pair> KERNEL = Key
            .required("kernel", NumberKinds.pairBetween(1, MAX_EXTENT), "Extent of a filter")
            .onlyFor("conv");
    static final Key<LayerSpec.Pair> CONV_STRIDE = Key
            .withDefault("stride", NumberKinds.pairBetween(1, MAX_EXTENT), new LayerSpec.Pair(1, 1),
                    "Steps between the places of a filter")
            .onlyFor("conv");
    static final Key<LayerSpec.Pair> POOL_STRIDE = Key
            .optional("stride", NumberKinds.pairBetween(1, MAX_EXTENT),
                    "Steps between windows; without it, the window's own extent")
            .onlyFor("max-pool");
    static final Key<LayerSpec.Pair> PADDING = Key
            .withDefault("padding", NumberKinds.pairBetween(0, MAX_EXTENT), new LayerSpec.Pair(0, 0),
                    "Rows and columns added on each side; smaller than the window of a max-pool")
            .onlyFor("conv", "max-pool");
    static final Key<LayerSpec.Init> INIT = Key
            .optional("init", Choices.constants(LayerSpec.Init.class),
                    "Initialiser of the weights; without it, He before a relu and Glorot elsewhere")
            .onlyFor("dense", "conv");
    static final Key<String> NAME = Key.optional("name", TextKinds.layerName(),
            "The layer's own name, different from all others");

    /** Exactly one of these stands in a layer, and says what it is. */
    static final List<Key<?>> KINDS = List.of(DENSE, CONV, MAX_POOL, DROPOUT, FLATTEN, RELU, TANH, SIGMOID);

    /** Kinds without settings: a word is enough. */
    static final List<String> WORDS = List.of("flatten", "relu", "tanh", "sigmoid");

    static final Section SECTION = Section.of("model",
            "The layers, first to last. An entry is a word (`flatten`, `relu`, `tanh`, `sigmoid`) or a group with exactly one"
                    + " of the keys `dense`, `conv`, `max-pool`, `dropout`, `flatten`, `relu`, `tanh`, `sigmoid`",
            DENSE, CONV, MAX_POOL, DROPOUT, FLATTEN, RELU, TANH, SIGMOID, KERNEL, CONV_STRIDE, POOL_STRIDE, PADDING,
            INIT,
            NAME);

    private LayerKeys() {}

    private static Key<Boolean> word(String name, String meaning) {
        return Key.optional(name, TextKinds.onlyTrue(), meaning).onlyFor(name);
    }
}
