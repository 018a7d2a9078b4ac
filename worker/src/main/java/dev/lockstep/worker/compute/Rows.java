package dev.lockstep.worker.compute;

import dev.lockstep.common.data.Examples;
import dev.lockstep.common.nn.Network;
import dev.lockstep.common.nn.Targets;

/** The gathered rows of a slot: features and targets, in buffers that grow and never shrink. */
final class Rows {

    private final int width;
    private final int outputs;
    private final boolean classes;
    private float[] features = new float[0];
    private Targets targets;
    private int capacity;

    Rows(Network network) {
        this.width = network.input().size();
        this.outputs = network.outputs();
        this.classes = network.loss().isClassification();
        this.targets = classes ? new Targets.Classes(new int[0]) : new Targets.Values(new float[0]);
    }

    /** Makes room for {@code rows}; what was gathered is lost. */
    void reserve(int rows) {
        if (rows > capacity) {
            features = new float[Math.multiplyExact(rows, width)];
            targets = classes
                    ? new Targets.Classes(new int[rows])
                    : new Targets.Values(new float[Math.multiplyExact(rows, outputs)]);
            capacity = rows;
        }
    }

    /** Copies an example into a row. */
    void put(int row, Examples from, int example) {
        from.copyFeatures(example, features, row * width);
        switch (targets) {
            case Targets.Classes c -> c.labels()[row] = from.label(example);
            case Targets.Values v -> from.copyTargets(example, v.values(), row * outputs);
        }
    }

    float[] features() {
        return features;
    }

    Targets targets() {
        return targets;
    }
}
