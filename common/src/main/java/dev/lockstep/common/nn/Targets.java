package dev.lockstep.common.nn;

import java.util.Arrays;

/** What a range's examples should yield, a row each. */
public sealed interface Targets {

    /** A class per row, from 0 on. */
    record Classes(int[] labels) implements Targets {}

    /** A row of numbers per row, as wide as the network's output. */
    record Values(float[] values) implements Targets {}

    /** Those of the rows {@code [from, to)} alone; {@code width} numbers a row. */
    default Targets rows(int from, int to, int width) {
        return switch (this) {
            case Classes c -> new Classes(Arrays.copyOfRange(c.labels, from, to));
            case Values v -> new Values(Arrays.copyOfRange(v.values, from * width, to * width));
        };
    }
}
