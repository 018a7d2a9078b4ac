package dev.lockstep.common.nn;

import dev.lockstep.common.job.LayerSpec;
import dev.lockstep.common.job.LayerSpec.Function;
import dev.lockstep.common.job.LayerSpec.Pair;
import dev.lockstep.common.job.LossKind;
import dev.lockstep.common.reduce.Scalars;
import dev.lockstep.common.tensor.Shape;
import dev.lockstep.common.tensor.Storage;
import java.util.List;
import java.util.Optional;

/** Small models and data by formula. */
final class Models {

    static final LayerSpec RELU = new LayerSpec.Activation(Optional.empty(), Function.RELU);
    static final LayerSpec TANH = new LayerSpec.Activation(Optional.empty(), Function.TANH);
    static final LayerSpec SIGMOID = new LayerSpec.Activation(Optional.empty(), Function.SIGMOID);
    static final LayerSpec FLATTEN = new LayerSpec.Flatten(Optional.empty());

    private Models() {}

    static LayerSpec dense(int units) {
        return new LayerSpec.Dense(Optional.empty(), units, Optional.empty());
    }

    static LayerSpec conv(int filters, int kernel, int padding) {
        return new LayerSpec.Conv(Optional.empty(), filters, new Pair(kernel, kernel), new Pair(1, 1),
                new Pair(padding, padding), Optional.empty());
    }

    static LayerSpec maxPool(int kernel) {
        Pair pair = new Pair(kernel, kernel);
        return new LayerSpec.MaxPool(Optional.empty(), pair, pair, new Pair(0, 0));
    }

    static LayerSpec dropout(double rate) {
        return new LayerSpec.Dropout(Optional.empty(), rate);
    }

    static Network network(LossKind loss, Shape input, LayerSpec... layers) {
        try {
            return Network.build(List.of(layers), input, loss);
        } catch (ShapeFault e) {
            throw new IllegalArgumentException(e);
        }
    }

    static Network mlp() {
        return network(LossKind.CROSS_ENTROPY, Shape.of(13), dense(17), RELU, dropout(0.3), dense(11), TANH, dense(5));
    }

    static Network cnn() {
        return network(LossKind.CROSS_ENTROPY, Shape.of(1, 6, 7), conv(3, 3, 1), RELU, maxPool(2), conv(4, 2, 0),
                FLATTEN, dropout(0.5), dense(4));
    }

    static Storage initialised(Network network) {
        Storage parameters = Storage.allocate(network.layout().total());
        network.initialise(7, parameters);
        return parameters;
    }

    /** Numbers in [-1, 1] that repeat late. */
    static float[] features(int count) {
        float[] x = new float[count];
        for (int i = 0; i < count; i++) {
            x[i] = (i * 7919L % 2003 - 1001) / 1001f;
        }
        return x;
    }

    static int[] labels(int rows, int classes) {
        int[] labels = new int[rows];
        for (int i = 0; i < rows; i++) {
            labels[i] = (i * 5 + i / 3) % classes;
        }
        return labels;
    }

    /** Targets that fit a network's loss. */
    static Targets targets(Network network, int rows) {
        if (network.loss().isClassification()) {
            return new Targets.Classes(labels(rows, network.outputs()));
        }
        float[] values = new float[rows * network.outputs()];
        for (int i = 0; i < values.length; i++) {
            values[i] = i * 7 % 5 < 2 ? 1 : 0;
        }
        return new Targets.Values(values);
    }

    /** Keeps the scalars and lets gradients be. */
    static RangeSink into(List<Scalars> told) {
        return new RangeSink() {
            @Override
            public void scalars(int node, Scalars scalars) {
                told.add(scalars);
            }

            @Override
            public void gradient(int first, int length, float[][] nodes) {}
        };
    }
}
