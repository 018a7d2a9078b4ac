package dev.lockstep.bench.scale;

import dev.lockstep.common.tensor.BlockLayout;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A network of {@code deploy/bench/jobs}.
 *
 * @param batch examples a step, in {@link #SHARDS} shards
 * @param steps of a measured run; the first half is not counted
 */
record Network(String name, int batch, int steps, List<Layer> layers) {

    static final int SHARDS = 16;

    static final Network SMALL = new Network("small", 64, 4_000, List.of(Layer.dense(784, 128), Layer.dense(128, 10)));
    static final Network MLP = new Network("mlp", 128, 1_000,
            List.of(Layer.dense(784, 512), Layer.dense(512, 256), Layer.dense(256, 10)));
    static final Network BIG = new Network("big", 128, 120,
            List.of(Layer.dense(784, 2048), Layer.dense(2048, 2048), Layer.dense(2048, 10)));
    static final Network CNN = new Network("cnn", 64, 240, List.of(Layer.conv3(1, 32, 28 * 28),
            Layer.conv3(32, 64, 14 * 14), Layer.dense(64 * 7 * 7, 128), Layer.dense(128, 10)));

    static final List<Network> ALL = List.of(SMALL, MLP, BIG, CNN);

    static Network named(String name) {
        return ALL.stream().filter(one -> one.name().equals(name)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no network " + name));
    }

    double gradientBytes() {
        return (double) blocks().floats() * Float.BYTES;
    }

    /** As the program cuts it. */
    BlockLayout blocks() {
        return BlockLayout.of(layers.stream().flatMapToInt(one -> IntStream.of(one.weights(), one.biases())).toArray());
    }

    /** Forward and backward of one example. The first layer needs no gradient of its input. */
    double flops() {
        return forwardFlops() + IntStream.range(0, layers.size()).mapToDouble(this::backwardFlops).sum();
    }

    /**
     * The share of a pass after which a block's gradient is whole: with that of the layer which has most of it, since
     * backward goes from the last layer to the first.
     */
    double readyShare(int block) {
        int middle = blocks().start(block) + blocks().length(block) / 2;
        int layer = 0;
        for (int end = layers.getFirst().weights() + layers.getFirst().biases(); end <= middle;) {
            layer++;
            end += layers.get(layer).weights() + layers.get(layer).biases();
        }
        return (forwardFlops() + IntStream.range(layer, layers.size()).mapToDouble(this::backwardFlops).sum())
                / flops();
    }

    private double forwardFlops() {
        return layers.stream().mapToDouble(Layer::forwardFlops).sum();
    }

    private double backwardFlops(int layer) {
        return layers.get(layer).forwardFlops() * (layer == 0 ? 1 : 2);
    }
}
