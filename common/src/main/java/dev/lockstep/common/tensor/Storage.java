package dev.lockstep.common.tensor;

import java.util.Objects;

/**
 * A slice of a flat array of floats: parameters, gradients and partials. Only packing, tile stores, the optimizer and the
 * wire look inside, so that a heap array can become memory shared between processes on one host.
 *
 * @param array  the floats
 * @param offset the first one of this slice
 * @param length how many
 */
public record Storage(float[] array, int offset, int length) {

    public Storage {
        Objects.checkFromIndexSize(offset, length, array.length);
    }

    public static Storage allocate(int length) {
        return new Storage(new float[length], 0, length);
    }

    /** {@code length} floats from {@code from} on, counted from the start of this slice; no copy. */
    public Storage slice(int from, int length) {
        Objects.checkFromIndexSize(from, length, this.length);
        return new Storage(array, offset + from, length);
    }
}
