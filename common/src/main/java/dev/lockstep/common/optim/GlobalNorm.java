package dev.lockstep.common.optim;

import dev.lockstep.common.tensor.Storage;
import java.util.List;

/**
 * The Euclidean norm of a vector that lies in pieces of memory, summed in double in one fixed order: the concatenated
 * vector is cut into pieces of {@link #PIECE_FLOATS}; inside of a piece element {@code i} goes to lane {@code i mod 8} in
 * order, and lanes are added as a tree; pieces are added as a tree of neighbours. So the blocks that hold the vector, and
 * threads, do not matter.
 */
public final class GlobalNorm {

    static final int PIECE_FLOATS = 4096;

    /** What PyTorch's {@code clip_grad_norm_} adds to the norm. */
    private static final double CLIP_EPSILON = 1e-6;

    private GlobalNorm() {}

    /** Sum of the squares of all elements of {@code parts}, in order. */
    public static double squared(List<Storage> parts) {
        long floats = parts.stream().mapToLong(Storage::length).sum();
        double[] sums = new double[(int) ((floats + PIECE_FLOATS - 1) / PIECE_FLOATS)];
        float[] piece = new float[PIECE_FLOATS];
        int filled = 0;
        int pieces = 0;
        for (Storage part : parts) {
            for (int done = 0; done < part.length();) {
                int run = Math.min(part.length() - done, PIECE_FLOATS - filled);
                System.arraycopy(part.array(), part.offset() + done, piece, filled, run);
                done += run;
                filled += run;
                if (filled == PIECE_FLOATS) {
                    sums[pieces++] = squares(piece, filled);
                    filled = 0;
                }
            }
        }
        if (filled > 0) {
            sums[pieces] = squares(piece, filled);
        }
        return tree(sums);
    }

    /** Norm of a gradient that is given as a sum, in parts, and what that is to be divided by. */
    public static double ofGradient(List<Storage> gradientSums, double divisor) {
        return StrictMath.sqrt(squared(gradientSums)) / divisor;
    }

    /**
     * What a gradient of norm {@code norm} is multiplied by so that its norm is at most {@code clipNorm}: PyTorch's
     * {@code min(1, clipNorm / (norm + 1e-6))}, in double, then rounded. NaN for a norm that is NaN.
     */
    public static float clipFactor(double norm, double clipNorm) {
        return (float) Math.min(1, clipNorm / (norm + CLIP_EPSILON));
    }

    private static double squares(float[] piece, int length) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        double s4 = 0;
        double s5 = 0;
        double s6 = 0;
        double s7 = 0;
        int i = 0;
        for (; i + 8 <= length; i += 8) {
            s0 += square(piece[i]);
            s1 += square(piece[i + 1]);
            s2 += square(piece[i + 2]);
            s3 += square(piece[i + 3]);
            s4 += square(piece[i + 4]);
            s5 += square(piece[i + 5]);
            s6 += square(piece[i + 6]);
            s7 += square(piece[i + 7]);
        }
        double[] lanes = {s0, s1, s2, s3, s4, s5, s6, s7};
        for (int lane = 0; i < length; i++, lane++) {
            lanes[lane] += square(piece[i]);
        }
        return tree(lanes);
    }

    private static double square(float x) {
        return (double) x * x;
    }

    private static double tree(double[] sums) {
        for (int stride = 1; stride < sums.length; stride *= 2) {
            for (int i = 0; i + stride < sums.length; i += 2 * stride) {
                sums[i] += sums[i + stride];
            }
        }
        return sums.length == 0 ? 0 : sums[0];
    }
}
