package dev.lockstep.common.kernel.vector;

import dev.lockstep.common.kernel.scalar.ScalarTiles;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** The register tiles that suit this CPU, by their width; twin of {@code ScalarTiles}. */
public final class VectorTiles {

    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();

    /** Floats of the tile for narrow products. */
    public static final int NARROW = LANES;
    /** Floats of the tile that every CPU can hold in registers. */
    public static final int MIDDLE = 2 * LANES;
    /** Floats of the widest tile: 24 vectors of sums where there are 32 registers (AVX-512), else 12. */
    public static final int WIDE = LANES >= 16 ? 4 * LANES : MIDDLE;

    private VectorTiles() {}

    public static void chain(int rows, int width, int k, float[] a, int ao, int ars, int acs, float[] b, int bo,
            int brs,
            float[] c, int co, int ldc, boolean fresh) {
        if (width == NARROW) {
            StridedTiles.twelveByOne(rows, k, a, ao, ars, acs, b, bo, brs, c, co, ldc, fresh);
        } else if (width == MIDDLE) {
            StridedTiles.sixByTwo(rows, k, a, ao, ars, acs, b, bo, brs, c, co, ldc, fresh);
            if (rows > 6) {
                StridedTiles.sixByTwo(rows - 6, k, a, ao + 6 * ars, ars, acs, b, bo, brs, c, co + 6 * ldc, ldc, fresh);
            }
        } else {
            StridedTiles.sixByFour(rows, k, a, ao, ars, acs, b, bo, brs, c, co, ldc, fresh);
            if (rows > 6) {
                StridedTiles.sixByFour(rows - 6, k, a, ao + 6 * ars, ars, acs, b, bo, brs, c, co + 6 * ldc, ldc, fresh);
            }
        }
    }

    public static void chainScattered(int rows, int width, int k, float[] a, int ao, int ars, int acs, float[] b,
            int bo,
            int[] offsets, float[] c, int co, int ldc, boolean fresh) {
        if (width == MIDDLE) {
            ScatteredTiles.sixByTwo(rows, k, a, ao, ars, acs, b, bo, offsets, c, co, ldc, fresh);
            if (rows > 6) {
                ScatteredTiles.sixByTwo(rows - 6, k, a, ao + 6 * ars, ars, acs, b, bo, offsets, c, co + 6 * ldc, ldc,
                        fresh);
            }
        } else {
            ScatteredTiles.sixByFour(rows, k, a, ao, ars, acs, b, bo, offsets, c, co, ldc, fresh);
            if (rows > 6) {
                ScatteredTiles.sixByFour(rows - 6, k, a, ao + 6 * ars, ars, acs, b, bo, offsets, c, co + 6 * ldc, ldc,
                        fresh);
            }
        }
    }

    /** Adds to the floats from {@code at} on those {@code distance} further. */
    public static void add(int floats, float[] stack, int at, int distance) {
        for (int i = at; i < at + floats; i += LANES) {
            FloatVector left = FloatVector.fromArray(SPECIES, stack, i);
            left.add(FloatVector.fromArray(SPECIES, stack, i + distance)).intoArray(stack, i);
        }
    }
}
