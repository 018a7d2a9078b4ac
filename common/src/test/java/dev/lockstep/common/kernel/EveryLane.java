package dev.lockstep.common.kernel;

import java.util.ArrayList;
import java.util.List;

/** Lays out special values so that each of them meets every lane of a vector loop, and every place of its tail. */
final class EveryLane {

    /** Of the widest vectors that a CPU has, 512 bits. */
    private static final int LANES = 16;
    /** Three vectors and a tail, whatever the width. */
    private static final int FLOATS = 3 * LANES + LANES / 2 + 1;

    private EveryLane() {}

    /** For each value an array that begins with it and goes on with those after it, round and round. */
    static List<float[]> of(float... values) {
        List<float[]> laid = new ArrayList<>();
        for (int first = 0; first < values.length; first++) {
            float[] x = new float[FLOATS];
            for (int i = 0; i < x.length; i++) {
                x[i] = values[(first + i) % values.length];
            }
            laid.add(x);
        }
        return laid;
    }
}
