package dev.lockstep.common.kernel.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * Transposes square blocks in registers (Eklundh 1972): for each bit of the lane number, the vectors that differ in
 * that bit swap the halves that differ in it.
 */
final class Transposition {

    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = S.length();

    /** Rows and columns of a block; 0 where lanes are too few or too many to repay one. */
    static final int BLOCK = LANES == 16 || LANES == 8 ? LANES : 0;

    private static final VectorShuffle<Float> SWAP_1 = swap(1);
    private static final VectorShuffle<Float> SWAP_2 = swap(2);
    private static final VectorShuffle<Float> SWAP_4 = swap(4);
    private static final VectorShuffle<Float> SWAP_8 = swap(8);
    private static final VectorMask<Float> UPPER_1 = upper(1);
    private static final VectorMask<Float> UPPER_2 = upper(2);
    private static final VectorMask<Float> UPPER_4 = upper(4);
    private static final VectorMask<Float> UPPER_8 = upper(8);

    private Transposition() {}

    private static VectorShuffle<Float> swap(int bit) {
        return VectorShuffle.fromOp(S, lane -> (lane ^ bit) & (LANES - 1));
    }

    private static VectorMask<Float> upper(int bit) {
        long lanes = 0;
        for (int lane = 0; lane < LANES; lane++) {
            lanes |= (lane & bit) == 0 ? 0 : 1L << lane;
        }
        return VectorMask.fromLong(S, lanes);
    }

    /**
     * A block of {@code rows} rows that lie {@code ldb} floats apart, into columns of one whose rows lie {@code pitch}
     * apart. Columns past {@code rows} repeat the last one.
     */
    static void block(int rows, float[] b, int bo, int ldb, float[] panel, int po, int pitch) {
        if (LANES == 16) {
            sixteen(rows, b, bo, ldb, panel, po, pitch);
        } else {
            eight(rows, b, bo, ldb, panel, po, pitch);
        }
    }

    // @formatter:off
    private static void sixteen(int rows, float[] b, int bo, int ldb, float[] panel, int po, int pitch) {
        int last = rows - 1;
        FloatVector v0 = FloatVector.fromArray(S, b, bo);
        FloatVector v1 = FloatVector.fromArray(S, b, bo + Math.min(1, last) * ldb);
        FloatVector v2 = FloatVector.fromArray(S, b, bo + Math.min(2, last) * ldb);
        FloatVector v3 = FloatVector.fromArray(S, b, bo + Math.min(3, last) * ldb);
        FloatVector v4 = FloatVector.fromArray(S, b, bo + Math.min(4, last) * ldb);
        FloatVector v5 = FloatVector.fromArray(S, b, bo + Math.min(5, last) * ldb);
        FloatVector v6 = FloatVector.fromArray(S, b, bo + Math.min(6, last) * ldb);
        FloatVector v7 = FloatVector.fromArray(S, b, bo + Math.min(7, last) * ldb);
        FloatVector v8 = FloatVector.fromArray(S, b, bo + Math.min(8, last) * ldb);
        FloatVector v9 = FloatVector.fromArray(S, b, bo + Math.min(9, last) * ldb);
        FloatVector v10 = FloatVector.fromArray(S, b, bo + Math.min(10, last) * ldb);
        FloatVector v11 = FloatVector.fromArray(S, b, bo + Math.min(11, last) * ldb);
        FloatVector v12 = FloatVector.fromArray(S, b, bo + Math.min(12, last) * ldb);
        FloatVector v13 = FloatVector.fromArray(S, b, bo + Math.min(13, last) * ldb);
        FloatVector v14 = FloatVector.fromArray(S, b, bo + Math.min(14, last) * ldb);
        FloatVector v15 = FloatVector.fromArray(S, b, bo + Math.min(15, last) * ldb);
        FloatVector t;
        t = v0; v0 = t.blend(v8.rearrange(SWAP_8), UPPER_8); v8 = t.rearrange(SWAP_8).blend(v8, UPPER_8);
        t = v1; v1 = t.blend(v9.rearrange(SWAP_8), UPPER_8); v9 = t.rearrange(SWAP_8).blend(v9, UPPER_8);
        t = v2; v2 = t.blend(v10.rearrange(SWAP_8), UPPER_8); v10 = t.rearrange(SWAP_8).blend(v10, UPPER_8);
        t = v3; v3 = t.blend(v11.rearrange(SWAP_8), UPPER_8); v11 = t.rearrange(SWAP_8).blend(v11, UPPER_8);
        t = v4; v4 = t.blend(v12.rearrange(SWAP_8), UPPER_8); v12 = t.rearrange(SWAP_8).blend(v12, UPPER_8);
        t = v5; v5 = t.blend(v13.rearrange(SWAP_8), UPPER_8); v13 = t.rearrange(SWAP_8).blend(v13, UPPER_8);
        t = v6; v6 = t.blend(v14.rearrange(SWAP_8), UPPER_8); v14 = t.rearrange(SWAP_8).blend(v14, UPPER_8);
        t = v7; v7 = t.blend(v15.rearrange(SWAP_8), UPPER_8); v15 = t.rearrange(SWAP_8).blend(v15, UPPER_8);
        t = v0; v0 = t.blend(v4.rearrange(SWAP_4), UPPER_4); v4 = t.rearrange(SWAP_4).blend(v4, UPPER_4);
        t = v1; v1 = t.blend(v5.rearrange(SWAP_4), UPPER_4); v5 = t.rearrange(SWAP_4).blend(v5, UPPER_4);
        t = v2; v2 = t.blend(v6.rearrange(SWAP_4), UPPER_4); v6 = t.rearrange(SWAP_4).blend(v6, UPPER_4);
        t = v3; v3 = t.blend(v7.rearrange(SWAP_4), UPPER_4); v7 = t.rearrange(SWAP_4).blend(v7, UPPER_4);
        t = v8; v8 = t.blend(v12.rearrange(SWAP_4), UPPER_4); v12 = t.rearrange(SWAP_4).blend(v12, UPPER_4);
        t = v9; v9 = t.blend(v13.rearrange(SWAP_4), UPPER_4); v13 = t.rearrange(SWAP_4).blend(v13, UPPER_4);
        t = v10; v10 = t.blend(v14.rearrange(SWAP_4), UPPER_4); v14 = t.rearrange(SWAP_4).blend(v14, UPPER_4);
        t = v11; v11 = t.blend(v15.rearrange(SWAP_4), UPPER_4); v15 = t.rearrange(SWAP_4).blend(v15, UPPER_4);
        t = v0; v0 = t.blend(v2.rearrange(SWAP_2), UPPER_2); v2 = t.rearrange(SWAP_2).blend(v2, UPPER_2);
        t = v1; v1 = t.blend(v3.rearrange(SWAP_2), UPPER_2); v3 = t.rearrange(SWAP_2).blend(v3, UPPER_2);
        t = v4; v4 = t.blend(v6.rearrange(SWAP_2), UPPER_2); v6 = t.rearrange(SWAP_2).blend(v6, UPPER_2);
        t = v5; v5 = t.blend(v7.rearrange(SWAP_2), UPPER_2); v7 = t.rearrange(SWAP_2).blend(v7, UPPER_2);
        t = v8; v8 = t.blend(v10.rearrange(SWAP_2), UPPER_2); v10 = t.rearrange(SWAP_2).blend(v10, UPPER_2);
        t = v9; v9 = t.blend(v11.rearrange(SWAP_2), UPPER_2); v11 = t.rearrange(SWAP_2).blend(v11, UPPER_2);
        t = v12; v12 = t.blend(v14.rearrange(SWAP_2), UPPER_2); v14 = t.rearrange(SWAP_2).blend(v14, UPPER_2);
        t = v13; v13 = t.blend(v15.rearrange(SWAP_2), UPPER_2); v15 = t.rearrange(SWAP_2).blend(v15, UPPER_2);
        t = v0; v0 = t.blend(v1.rearrange(SWAP_1), UPPER_1); v1 = t.rearrange(SWAP_1).blend(v1, UPPER_1);
        t = v2; v2 = t.blend(v3.rearrange(SWAP_1), UPPER_1); v3 = t.rearrange(SWAP_1).blend(v3, UPPER_1);
        t = v4; v4 = t.blend(v5.rearrange(SWAP_1), UPPER_1); v5 = t.rearrange(SWAP_1).blend(v5, UPPER_1);
        t = v6; v6 = t.blend(v7.rearrange(SWAP_1), UPPER_1); v7 = t.rearrange(SWAP_1).blend(v7, UPPER_1);
        t = v8; v8 = t.blend(v9.rearrange(SWAP_1), UPPER_1); v9 = t.rearrange(SWAP_1).blend(v9, UPPER_1);
        t = v10; v10 = t.blend(v11.rearrange(SWAP_1), UPPER_1); v11 = t.rearrange(SWAP_1).blend(v11, UPPER_1);
        t = v12; v12 = t.blend(v13.rearrange(SWAP_1), UPPER_1); v13 = t.rearrange(SWAP_1).blend(v13, UPPER_1);
        t = v14; v14 = t.blend(v15.rearrange(SWAP_1), UPPER_1); v15 = t.rearrange(SWAP_1).blend(v15, UPPER_1);
        v0.intoArray(panel, po);
        v1.intoArray(panel, po + pitch);
        v2.intoArray(panel, po + 2 * pitch);
        v3.intoArray(panel, po + 3 * pitch);
        v4.intoArray(panel, po + 4 * pitch);
        v5.intoArray(panel, po + 5 * pitch);
        v6.intoArray(panel, po + 6 * pitch);
        v7.intoArray(panel, po + 7 * pitch);
        v8.intoArray(panel, po + 8 * pitch);
        v9.intoArray(panel, po + 9 * pitch);
        v10.intoArray(panel, po + 10 * pitch);
        v11.intoArray(panel, po + 11 * pitch);
        v12.intoArray(panel, po + 12 * pitch);
        v13.intoArray(panel, po + 13 * pitch);
        v14.intoArray(panel, po + 14 * pitch);
        v15.intoArray(panel, po + 15 * pitch);
    }
    // @formatter:on

    // @formatter:off
    private static void eight(int rows, float[] b, int bo, int ldb, float[] panel, int po, int pitch) {
        int last = rows - 1;
        FloatVector v0 = FloatVector.fromArray(S, b, bo);
        FloatVector v1 = FloatVector.fromArray(S, b, bo + Math.min(1, last) * ldb);
        FloatVector v2 = FloatVector.fromArray(S, b, bo + Math.min(2, last) * ldb);
        FloatVector v3 = FloatVector.fromArray(S, b, bo + Math.min(3, last) * ldb);
        FloatVector v4 = FloatVector.fromArray(S, b, bo + Math.min(4, last) * ldb);
        FloatVector v5 = FloatVector.fromArray(S, b, bo + Math.min(5, last) * ldb);
        FloatVector v6 = FloatVector.fromArray(S, b, bo + Math.min(6, last) * ldb);
        FloatVector v7 = FloatVector.fromArray(S, b, bo + Math.min(7, last) * ldb);
        FloatVector t;
        t = v0; v0 = t.blend(v4.rearrange(SWAP_4), UPPER_4); v4 = t.rearrange(SWAP_4).blend(v4, UPPER_4);
        t = v1; v1 = t.blend(v5.rearrange(SWAP_4), UPPER_4); v5 = t.rearrange(SWAP_4).blend(v5, UPPER_4);
        t = v2; v2 = t.blend(v6.rearrange(SWAP_4), UPPER_4); v6 = t.rearrange(SWAP_4).blend(v6, UPPER_4);
        t = v3; v3 = t.blend(v7.rearrange(SWAP_4), UPPER_4); v7 = t.rearrange(SWAP_4).blend(v7, UPPER_4);
        t = v0; v0 = t.blend(v2.rearrange(SWAP_2), UPPER_2); v2 = t.rearrange(SWAP_2).blend(v2, UPPER_2);
        t = v1; v1 = t.blend(v3.rearrange(SWAP_2), UPPER_2); v3 = t.rearrange(SWAP_2).blend(v3, UPPER_2);
        t = v4; v4 = t.blend(v6.rearrange(SWAP_2), UPPER_2); v6 = t.rearrange(SWAP_2).blend(v6, UPPER_2);
        t = v5; v5 = t.blend(v7.rearrange(SWAP_2), UPPER_2); v7 = t.rearrange(SWAP_2).blend(v7, UPPER_2);
        t = v0; v0 = t.blend(v1.rearrange(SWAP_1), UPPER_1); v1 = t.rearrange(SWAP_1).blend(v1, UPPER_1);
        t = v2; v2 = t.blend(v3.rearrange(SWAP_1), UPPER_1); v3 = t.rearrange(SWAP_1).blend(v3, UPPER_1);
        t = v4; v4 = t.blend(v5.rearrange(SWAP_1), UPPER_1); v5 = t.rearrange(SWAP_1).blend(v5, UPPER_1);
        t = v6; v6 = t.blend(v7.rearrange(SWAP_1), UPPER_1); v7 = t.rearrange(SWAP_1).blend(v7, UPPER_1);
        v0.intoArray(panel, po);
        v1.intoArray(panel, po + pitch);
        v2.intoArray(panel, po + 2 * pitch);
        v3.intoArray(panel, po + 3 * pitch);
        v4.intoArray(panel, po + 4 * pitch);
        v5.intoArray(panel, po + 5 * pitch);
        v6.intoArray(panel, po + 6 * pitch);
        v7.intoArray(panel, po + 7 * pitch);
    }
    // @formatter:on
}
