package dev.lockstep.common.data;

import dev.lockstep.common.tensor.Shape;

/** Some of the examples of others, without a copy. */
record SomeExamples(Examples all, int[] chosen) implements Examples {

    static final int[] NOTHING = {};

    @Override
    public int size() {
        return chosen.length;
    }

    @Override
    public Shape shape() {
        return all.shape();
    }

    @Override
    public int touch(int example) {
        return all.touch(chosen[example]);
    }

    @Override
    public void copyFeatures(int example, float[] destination, int offset) {
        all.copyFeatures(chosen[example], destination, offset);
    }

    @Override
    public int targets() {
        return all.targets();
    }

    @Override
    public int label(int example) {
        return all.label(chosen[example]);
    }

    @Override
    public void copyTargets(int example, float[] destination, int offset) {
        all.copyTargets(chosen[example], destination, offset);
    }
}
