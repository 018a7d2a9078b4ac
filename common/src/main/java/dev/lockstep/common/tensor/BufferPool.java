package dev.lockstep.common.tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.ToIntFunction;

/**
 * Scratch arrays of one thread, kept from one use to the next: a program that asks for the same sizes again allocates
 * nothing. Contents are whatever the last user left. Sizes that grow do not pile up: a pool holds at most twice of what
 * was ever on loan at one time, and drops its smallest free arrays for a larger one.
 */
public final class BufferPool {

    private static final int MOST_PER_LOAN = 2;

    private final Shelf<float[]> floats = new Shelf<>(float[]::new, a -> a.length);
    private final Shelf<int[]> ints = new Shelf<>(int[]::new, a -> a.length);

    /** At least {@code length} floats, contents undefined, until {@link #giveBack} or {@link #reclaim}. */
    public float[] floats(int length) {
        return floats.take(length);
    }

    /** At least {@code length} ints, contents undefined, until {@link #reclaim}. */
    public int[] ints(int length) {
        return ints.take(length);
    }

    /** Ends one loan early, so that the next request may have it while it is still in the cache. */
    public void giveBack(float[] loan) {
        floats.giveBack(loan);
    }

    /** Ends every loan. */
    public void reclaim() {
        floats.reclaim();
        ints.reclaim();
    }

    /** Arrays allocated since the pool was made. */
    public long allocations() {
        return floats.allocations + ints.allocations;
    }

    /** Elements of all arrays, free or on loan. */
    public long elements() {
        return floats.elements + ints.elements;
    }

    private static final class Shelf<A> {
        private final IntFunction<A> allocate;
        private final ToIntFunction<A> lengthOf;
        private final List<A> free = new ArrayList<>();
        private final List<A> taken = new ArrayList<>();
        private long allocations;
        private long elements;
        private long onLoan;
        private long mostOnLoan;

        private Shelf(IntFunction<A> allocate, ToIntFunction<A> lengthOf) {
            this.allocate = allocate;
            this.lengthOf = lengthOf;
        }

        private A take(int length) {
            if (length < 0) {
                throw new IllegalArgumentException(
                        "a buffer cannot hold " + length + " elements: a product overflowed");
            }
            int best = smallest(length);
            if (best >= 0) {
                return lend(free.remove(best));
            }
            mostOnLoan = Math.max(mostOnLoan, onLoan + length);
            while (!free.isEmpty() && elements + length > MOST_PER_LOAN * mostOnLoan) {
                elements -= lengthOf.applyAsInt(free.remove(smallest(0)));
            }
            A made = allocate.apply(length);
            allocations++;
            elements += length;
            return lend(made);
        }

        private A lend(A array) {
            taken.add(array);
            onLoan += lengthOf.applyAsInt(array);
            mostOnLoan = Math.max(mostOnLoan, onLoan);
            return array;
        }

        private void giveBack(A loan) {
            for (int i = taken.size() - 1; i >= 0; i--) {
                if (taken.get(i) == loan) {
                    taken.remove(i);
                    free.add(loan);
                    onLoan -= lengthOf.applyAsInt(loan);
                    return;
                }
            }
            throw new IllegalStateException("a buffer of " + lengthOf.applyAsInt(loan)
                    + " elements was given back that is not on loan");
        }

        /** The place of the smallest free array of at least {@code length}, of equals the one freed last; -1 if none. */
        private int smallest(int length) {
            int best = -1;
            for (int i = free.size() - 1; i >= 0; i--) {
                int candidate = lengthOf.applyAsInt(free.get(i));
                if (candidate >= length && (best < 0 || candidate < lengthOf.applyAsInt(free.get(best)))) {
                    best = i;
                }
            }
            return best;
        }

        private void reclaim() {
            free.addAll(taken);
            taken.clear();
            onLoan = 0;
        }
    }
}
