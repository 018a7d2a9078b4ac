package dev.lockstep.common.autodiff;

import dev.lockstep.common.tensor.Shape;

/**
 * A trained tensor: a slice of the flat parameter vector.
 *
 * @param index  its number, from 0 on, dense
 * @param offset of its first element in the flat vector
 */
public record Parameter(int index, Shape shape, int offset) {

    public int size() {
        return shape.size();
    }
}
