package dev.lockstep.common.nn;

/** What a range's examples should yield, a row each. */
public sealed interface Targets {

    /** A class per row, from 0 on. */
    record Classes(int[] labels) implements Targets {}

    /** A row of numbers per row, as wide as the network's output. */
    record Values(float[] values) implements Targets {}
}
