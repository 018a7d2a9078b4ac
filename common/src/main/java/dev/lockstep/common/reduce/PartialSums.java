package dev.lockstep.common.reduce;

import dev.lockstep.common.tensor.Storage;

/** Adds partials of gradients. */
public final class PartialSums {

    /** 8 KiB: two of them stay in the first-level cache. */
    private static final int TILE_FLOATS = 2048;

    private PartialSums() {}

    /**
     * {@code left[i] = left[i] + right[i]}, one rounding each: the addition at a node of the tree. Elements are
     * independent, so any cut of the vector gives the same bits.
     */
    public static void addInto(Storage left, Storage right) {
        if (left.length() != right.length()) {
            throw new IllegalArgumentException(
                    "partials of one node must have one length, got " + left.length() + " and " + right.length());
        }
        if (left.offset() == right.offset()) {
            add(left.array(), right.array(), left.offset(), left.offset() + left.length());
        } else {
            addInTiles(left, right);
        }
    }

    /** One index for both arrays, else the loop is not vectorised (measured under Java 25: 7 times slower). */
    private static void add(float[] left, float[] right, int from, int to) {
        for (int i = from; i < to; i++) {
            left[i] += right[i];
        }
    }

    private static void addInTiles(Storage left, Storage right) {
        float[] leftTile = new float[Math.min(TILE_FLOATS, left.length())];
        float[] rightTile = new float[leftTile.length];
        for (int done = 0; done < left.length(); done += TILE_FLOATS) {
            int run = Math.min(TILE_FLOATS, left.length() - done);
            System.arraycopy(left.array(), left.offset() + done, leftTile, 0, run);
            System.arraycopy(right.array(), right.offset() + done, rightTile, 0, run);
            add(leftTile, rightTile, 0, run);
            System.arraycopy(leftTile, 0, left.array(), left.offset() + done, run);
        }
    }
}
