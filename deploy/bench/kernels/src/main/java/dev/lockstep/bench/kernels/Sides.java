package dev.lockstep.bench.kernels;

import java.util.SplittableRandom;
import org.bytedeco.javacpp.FloatPointer;

/** One piece of work, ready to be computed by either side. */
interface Sides {

    /** Computes it with our kernels. */
    float[] ours();

    /** Computes it with OpenBLAS. */
    FloatPointer openBlas();

    /** Numbers between -1 and 1. */
    static float[] floats(SplittableRandom random, int n) {
        float[] x = new float[n];
        for (int i = 0; i < n; i++) {
            x[i] = (float) random.nextDouble(-1, 1);
        }
        return x;
    }

    /** Throws unless both sides compute the same, but for rounding over chains of {@code links}. */
    static void check(Shape shape, Sides sides, int links) {
        float[] ours = sides.ours();
        FloatPointer theirs = sides.openBlas();
        double tolerance = 1e-5 * StrictMath.sqrt(links);
        for (int i = 0; i < ours.length; i++) {
            if (!(Math.abs(ours[i] - theirs.get(i)) <= tolerance)) {
                throw new IllegalStateException(
                        shape + ", element " + i + ": " + ours[i] + ", but by OpenBLAS " + theirs.get(i));
            }
        }
    }
}
