package dev.lockstep.common.kernel.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/** A line of 2 by 2 windows that move by 2, the ones that networks use: lanes run across windows. */
public final class VectorPool {

    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Integer> I = IntVector.SPECIES_PREFERRED;
    private static final int L = S.length();
    private static final VectorShuffle<Float> EVEN = VectorShuffle.fromOp(S, lane -> lane * 2 % L);
    private static final VectorShuffle<Float> ODD = VectorShuffle.fromOp(S, lane -> lane * 2 % L + 1);
    private static final VectorMask<Float> UPPER = S.indexInRange(0, L / 2).not();
    private static final IntVector COLUMNS = IntVector.zero(I).addIndex(2);

    private VectorPool() {}

    /**
     * The winners of {@code windows} windows, of which the first has its upper left corner at {@code x[at]}.
     *
     * @param pitch floats from the upper to the lower row of a window
     * @param first the index that the corner at {@code at} has
     */
    public static void line(int windows, float[] x, int at, int pitch, int first, float[] y, int yo, int[] index,
            int io) {
        for (int w = 0; w < windows; w += L) {
            int left = 2 * (windows - w);
            VectorMask<Float> low = S.indexInRange(0, left);
            VectorMask<Float> high = S.indexInRange(0, Math.max(0, left - L));
            int from = at + 2 * w;
            int upper = high.anyTrue() ? from + L : from;
            FloatVector a0 = FloatVector.fromArray(S, x, from, low);
            FloatVector a1 = FloatVector.fromArray(S, x, upper, high);
            FloatVector b0 = FloatVector.fromArray(S, x, from + pitch, low);
            FloatVector b1 = FloatVector.fromArray(S, x, upper + pitch, high);
            FloatVector best = a0.rearrange(EVEN).blend(a1.rearrange(EVEN), UPPER);
            IntVector where = COLUMNS.add(first + 2 * w);
            FloatVector next = a0.rearrange(ODD).blend(a1.rearrange(ODD), UPPER);
            VectorMask<Float> taken = beats(next, best);
            IntVector winner = where.blend(where.add(1), taken.cast(I));
            best = best.blend(next, taken);
            next = b0.rearrange(EVEN).blend(b1.rearrange(EVEN), UPPER);
            taken = beats(next, best);
            winner = winner.blend(where.add(pitch), taken.cast(I));
            best = best.blend(next, taken);
            next = b0.rearrange(ODD).blend(b1.rearrange(ODD), UPPER);
            taken = beats(next, best);
            winner = winner.blend(where.add(pitch + 1), taken.cast(I));
            best = best.blend(next, taken);
            VectorMask<Float> stored = S.indexInRange(0, windows - w);
            best.intoArray(y, yo + w, stored);
            winner.intoArray(index, io + w, stored.cast(I));
        }
    }

    /** Where what comes later is greater or the first NaN. */
    private static VectorMask<Float> beats(FloatVector next, FloatVector best) {
        return next.compare(VectorOperators.LE, best).not().and(best.compare(VectorOperators.EQ, best));
    }
}
