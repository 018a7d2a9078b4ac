package dev.lockstep.common.tensor;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The extents of a tensor, outermost first. A batch of examples carries its row count apart from its example shape.
 *
 * @param dimensions extents, each at least 1; an empty list is a scalar
 */
public record Shape(List<Integer> dimensions) {

    public Shape {
        dimensions = List.copyOf(dimensions);
        long size = 1;
        for (int axis = 0; axis < dimensions.size(); axis++) {
            int d = dimensions.get(axis);
            size *= d;
            if (d < 1 || size > Integer.MAX_VALUE) {
                throw new IllegalArgumentException(
                        "a shape needs extents of at least 1 and at most 2^31 - 1 elements, got " + dimensions);
            }
        }
    }

    public static Shape of(int... dimensions) {
        return new Shape(Arrays.stream(dimensions).boxed().toList());
    }

    public int rank() {
        return dimensions.size();
    }

    public int dimension(int axis) {
        return dimensions.get(axis);
    }

    /** Number of elements. */
    public int size() {
        int size = 1;
        for (int axis = 0; axis < dimensions.size(); axis++) {
            size *= dimensions.get(axis);
        }
        return size;
    }

    public boolean isVector() {
        return rank() == 1;
    }

    /** As users write it: {@code [1, 28, 28]}. */
    @Override
    public String toString() {
        return dimensions.stream().map(String::valueOf).collect(Collectors.joining(", ", "[", "]"));
    }
}
