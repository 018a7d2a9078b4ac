package dev.lockstep.common.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.common.kernel.scalar.ScalarTiles;
import dev.lockstep.common.kernel.vector.VectorTiles;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Both twins side by side in one JVM; everything else is compared with its definition, once with each twin. */
class TwinsTest {

    @Test
    void tilesOfEveryWidthHaveTheSameBits() {
        for (int width : new int[]{VectorTiles.NARROW, VectorTiles.MIDDLE, VectorTiles.WIDE}) {
            for (int rows = 1; rows <= Tile.ROWS; rows++) {
                for (int k : new int[]{0, 1, 3, 4, 37}) {
                    chain(rows, width, k);
                    tree(rows, width, k);
                }
            }
        }
    }

    private static void chain(int rows, int width, int k) {
        float[] a = Reference.floats(1, Tile.ROWS * Math.max(1, k));
        float[] b = Reference.floats(2, width * k);
        float[] vector = Reference.floats(3, Tile.ROWS * width);
        float[] scalar = vector.clone();
        VectorTiles.chain(rows, width, k, a, 0, k, 1, b, 0, width, vector, 0, width, false);
        ScalarTiles.chain(rows, width, k, a, 0, k, 1, b, 0, width, scalar, 0, width, false);
        same(vector, scalar, rows * width);
        int[] offsets = new int[k];
        Arrays.setAll(offsets, p -> (k - 1 - p) * width);
        if (width != VectorTiles.NARROW) {
            VectorTiles.chainScattered(rows, width, k, a, 0, k, 1, b, 0, offsets, vector, 0, width, true);
            ScalarTiles.chainScattered(rows, width, k, a, 0, k, 1, b, 0, offsets, scalar, 0, width, true);
            same(vector, scalar, rows * width);
        }
    }

    private static void tree(int rows, int width, int k) {
        int[] linkEnds = {k, k, 2 * k, 3 * k, 5 * k};
        int[] merges = {0, 1, 0, 2, 0};
        float[] a = Reference.floats(1, Tile.ROWS * 5 * k);
        float[] b = Reference.floats(2, width * 5 * k);
        int zeros = 4 * Tile.ROWS * width;
        float[] vector = new float[5 * Tile.ROWS * width];
        float[] scalar = vector.clone();
        VectorTiles.tree(rows, width, linkEnds, merges, a, 0, b, 0, vector, zeros);
        ScalarTiles.tree(rows, width, linkEnds, merges, a, 0, b, 0, scalar);
        same(vector, scalar, rows * width);
        int second = Tile.ROWS * width;
        same(Arrays.copyOfRange(vector, second, zeros), Arrays.copyOfRange(scalar, second, zeros), rows * width);
    }

    private static void same(float[] vector, float[] scalar, int n) {
        Reference.assertSameBits(Arrays.copyOf(vector, n), Arrays.copyOf(scalar, n), "tile");
    }

    @Test
    void theChoiceIsSaidWithItsReason() {
        assertThat(KernelChoice.describe()).containsAnyOf("vector kernels", "scalar kernels: ");
        KernelChoice.requireFusedMultiplyAdd();
    }
}
