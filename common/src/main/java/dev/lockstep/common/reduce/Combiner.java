package dev.lockstep.common.reduce;

/**
 * How two partials become one, and what happens to those that are no longer needed.
 *
 * @param <T> a partial; who offers one to a {@link Completion} gives it away
 */
public interface Combiner<T> {

    /** {@code left + right}, in this order of operands. Owns both: may add into the left one, and releases the other. */
    T add(T left, T right);

    /** Called exactly once for a value that is dropped or replaced without having been added. */
    void release(T value);
}
