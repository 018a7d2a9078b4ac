package dev.lockstep.common.data;

import dev.lockstep.common.tensor.Shape;

/** A fixed sequence of examples, held in memory as compactly as they came; safe to read from many threads. */
public interface Examples {

    int size();

    /** The shape of one example's features. */
    Shape shape();

    /**
     * Reads a little of each cache line of {@code example}'s features. Who is about to copy several examples touches them
     * all first, and so waits for memory once instead of once for each.
     *
     * @return nothing that means anything; to be used, or the reading is left out
     */
    default int touch(int example) {
        return 0;
    }

    /** Writes the scaled features of {@code example}, {@code shape().size()} floats. */
    void copyFeatures(int example, float[] destination, int offset);

    /** How many target values an example has; 1 for classes. */
    int targets();

    /** The class of {@code example}; only for classification. */
    int label(int example);

    /** Writes the {@code targets()} target values of {@code example}. */
    void copyTargets(int example, float[] destination, int offset);
}
