package dev.lockstep.common.checkpoint;

import dev.lockstep.common.nn.ParameterLayout;
import dev.lockstep.common.tensor.Shape;
import java.util.List;

/**
 * A tensor in a flat vector.
 *
 * @param name   as {@code dense1.weight}
 * @param offset of its first element, in floats
 */
public record TensorEntry(String name, Shape shape, int offset) {

    public int size() {
        return shape.size();
    }

    /** One past its last element, in floats. */
    public long end() {
        return (long) offset + size();
    }

    public static List<TensorEntry> of(ParameterLayout layout) {
        return layout.entries().stream().map(e -> new TensorEntry(e.name(), e.shape(), e.offset())).toList();
    }
}
