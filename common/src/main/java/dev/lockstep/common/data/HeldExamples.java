package dev.lockstep.common.data;

import dev.lockstep.common.tensor.Shape;
import java.nio.ByteBuffer;
import java.security.MessageDigest;

/** The examples of a whole file, or of a chunk of one. */
record HeldExamples(int size, Shape shape, Features features, HeldTargets target) implements Examples {

    @Override
    public int touch(int example) {
        return features.touch(example, shape.size());
    }

    @Override
    public void copyFeatures(int example, float[] destination, int offset) {
        features.copy(example, shape.size(), destination, offset);
    }

    @Override
    public int targets() {
        return target.width();
    }

    @Override
    public int label(int example) {
        if (target instanceof HeldTargets.Classes classes) {
            return classes.labels()[example];
        }
        throw new IllegalStateException("these examples have no classes");
    }

    @Override
    public void copyTargets(int example, float[] destination, int offset) {
        switch (target) {
            case HeldTargets.Classes classes -> destination[offset] = classes.labels()[example];
            case HeldTargets.Numbers numbers -> System.arraycopy(
                    numbers.values(), example * numbers.width(), destination, offset, numbers.width());
            case HeldTargets.None none -> throw new IllegalStateException("these examples have no targets");
        }
    }

    void digest(MessageDigest into) {
        ByteBuffer head = ByteBuffer.allocate((2 + shape.rank()) * Integer.BYTES).putInt(size).putInt(targets());
        shape.dimensions().forEach(head::putInt);
        into.update(head.flip());
        features.digest(into);
        target.digest(into);
    }
}
