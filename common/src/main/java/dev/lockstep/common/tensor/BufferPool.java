package dev.lockstep.common.tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * Scratch arrays of one thread, kept from one use to the next: a program that asks for the same sizes again allocates
 * nothing. Contents are whatever the last user left.
 */
public final class BufferPool {

    private final Shelf<float[]> floats = new Shelf<>();
    private final Shelf<int[]> ints = new Shelf<>();
    private long allocations;

    /** At least {@code length} floats, contents undefined, until {@link #giveBack} or {@link #reclaim}. */
    public float[] floats(int length) {
        float[] found = floats.smallest(length, a -> a.length);
        if (found == null) {
            found = new float[length];
            allocations++;
        }
        floats.taken.add(found);
        return found;
    }

    /** At least {@code length} ints, contents undefined, until {@link #reclaim}. */
    public int[] ints(int length) {
        int[] found = ints.smallest(length, a -> a.length);
        if (found == null) {
            found = new int[length];
            allocations++;
        }
        ints.taken.add(found);
        return found;
    }

    /** Ends one loan early, so that the next request may have it while it is still in the cache. */
    public void giveBack(float[] loan) {
        for (int i = floats.taken.size() - 1; i >= 0; i--) {
            if (floats.taken.get(i) == loan) {
                floats.taken.remove(i);
                floats.free.add(loan);
                return;
            }
        }
        throw new IllegalStateException("a buffer of " + loan.length + " floats was given back that is not on loan");
    }

    /** Ends every loan. */
    public void reclaim() {
        floats.reclaim();
        ints.reclaim();
    }

    /** Arrays allocated since the pool was made. */
    public long allocations() {
        return allocations;
    }

    private static final class Shelf<A> {
        private final List<A> free = new ArrayList<>();
        private final List<A> taken = new ArrayList<>();

        /** Takes the smallest free array of at least {@code length}, of equals the one freed last; null if none. */
        private A smallest(int length, ToIntFunction<A> lengthOf) {
            int best = -1;
            for (int i = free.size() - 1; i >= 0; i--) {
                int candidate = lengthOf.applyAsInt(free.get(i));
                if (candidate >= length && (best < 0 || candidate < lengthOf.applyAsInt(free.get(best)))) {
                    best = i;
                }
            }
            return best < 0 ? null : free.remove(best);
        }

        private void reclaim() {
            free.addAll(taken);
            taken.clear();
        }
    }
}
