package dev.lockstep.common.reduce;

import dev.lockstep.common.tensor.Storage;

/** Adds partials of gradients. */
public final class PartialSums {

    private PartialSums() {}

    /**
     * {@code left[i] = left[i] + right[i]}, one rounding each: the addition at a node of the tree. Elements are
     * independent, so any cut of the vector gives the same bits.
     */
    public static void addInto(Storage left, Storage right) {
        if (left.length() != right.length()) {
            throw new IllegalArgumentException(
                    "partials of one node must have one length, got " + left.length() + " and " + right.length());
        }
        add(left.array(), left.offset(), right.array(), right.offset(), left.length());
    }

    private static void add(float[] left, int leftAt, float[] right, int rightAt, int length) {
        for (int i = 0; i < length; i++) {
            left[leftAt + i] += right[rightAt + i];
        }
    }
}
