package dev.lockstep.common.kernel;

import dev.lockstep.common.reduce.PartialSums;
import dev.lockstep.common.reduce.Precision;
import dev.lockstep.common.tensor.Storage;

/** The addition at a node of the tree, whatever its precision. */
public final class NodeSums {

    private NodeSums() {}

    /**
     * {@code left[i] = round(left[i] + right[i])}. Elements are independent, so any cut of the vector gives the same bits.
     *
     * @throws IllegalArgumentException if they differ in length
     */
    public static void addInto(Precision precision, Storage left, Storage right) {
        if (left.length() != right.length()) {
            throw new IllegalArgumentException(
                    "partials of one node must have one length, got " + left.length() + " and " + right.length());
        }
        switch (precision) {
            case F32 -> PartialSums.addInto(left, right);
            case BF16 -> Bfloat16.add(left.length(), left.array(), left.offset(), right.array(), right.offset());
        }
    }
}
