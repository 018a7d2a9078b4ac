package dev.lockstep.common.data;

import dev.lockstep.common.tensor.Shape;

/** A fixed sequence of examples, held in memory as compactly as they came; safe to read from many threads. */
public interface Examples {

    int size();

    /** The shape of one example's features. */
    Shape shape();

    /** Writes the scaled features of {@code example}, {@code shape().size()} floats. */
    void copyFeatures(int example, float[] destination, int offset);

    /** How many target values an example has; 1 for classes. */
    int targets();

    /** The class of {@code example}; only for classification. */
    int label(int example);

    /** Writes the {@code targets()} target values of {@code example}. */
    void copyTargets(int example, float[] destination, int offset);
}
