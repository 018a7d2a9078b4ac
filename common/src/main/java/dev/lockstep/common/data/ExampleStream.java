package dev.lockstep.common.data;

import dev.lockstep.common.tensor.Shape;

/** Examples of a file, read in order and in chunks. For one thread. */
public interface ExampleStream extends AutoCloseable {

    /** The shape of one example's features. */
    Shape shape();

    /**
     * The next examples of the file.
     *
     * @param maxExamples at least 1
     * @return at most {@code maxExamples}; none (size 0) at the end
     * @throws DataFault for all rows of the chunk that cannot be read
     */
    Examples next(int maxExamples) throws DataFault;

    @Override
    void close();
}
