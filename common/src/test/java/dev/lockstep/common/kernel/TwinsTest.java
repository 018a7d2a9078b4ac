package dev.lockstep.common.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.common.kernel.scalar.ScalarBfloat16;
import dev.lockstep.common.kernel.scalar.ScalarTiles;
import dev.lockstep.common.kernel.vector.RoundedTree;
import dev.lockstep.common.kernel.vector.VectorBfloat16;
import dev.lockstep.common.kernel.vector.VectorTiles;
import dev.lockstep.common.kernel.vector.VectorTree;
import dev.lockstep.common.reduce.Precision;
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
                    if (width <= VectorTree.WIDE) {
                        tree(rows, width, k);
                    }
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
        tree(rows, width, new int[]{k, k, 2 * k, 3 * k, 5 * k}, new int[]{0, 1, 0, 2, 0});
        tree(rows, width, new int[]{k, 2 * k, 3 * k, 4 * k, 5 * k}, new int[]{0, 0, 1, 0, 1});
        tree(rows, width, new int[]{k, 2 * k, 3 * k, 4 * k, 5 * k, 6 * k, 7 * k, 8 * k, 8 * k + 1, 8 * k + 2},
                new int[]{0, 1, 0, 2, 0, 1, 0, 3, 0, 2});
    }

    /** The scalar twin takes leaves one by one, the vector twin in groups, whose links lie among each other. */
    private static void tree(int rows, int width, int[] linkEnds, int[] merges) {
        LeafGroups groups = LeafGroups.of(width == VectorTiles.NARROW ? 1 : VectorTree.SIBLINGS, linkEnds, 1, merges);
        int links = groups.links();
        float[] a = Reference.floats(1, Tile.ROWS * links);
        float[] b = Reference.floats(2, width * links);
        int entry = Tile.ROWS * width;
        int zeros = linkEnds.length * entry;
        float[] vector = new float[zeros + entry];
        float[] scalar = vector.clone();
        VectorTree.sums(rows, width, groups.sizes(), groups.linkEnds(), groups.merges(), grouped(groups, Tile.ROWS, a),
                0, grouped(groups, width, b), 0, vector, zeros);
        ScalarTiles.tree(rows, width, linkEnds, merges, Precision.F32, a, 0, b, 0, scalar);
        sameNodes(rows, width, linkEnds.length, merges, vector, scalar);
        RoundedTree.sums(rows, width, linkEnds, merges, a, 0, b, 0, vector, zeros);
        ScalarTiles.tree(rows, width, linkEnds, merges, Precision.BF16, a, 0, b, 0, scalar);
        sameNodes(rows, width, linkEnds.length, merges, vector, scalar);
    }

    private static void sameNodes(int rows, int width, int leaves, int[] merges, float[] vector, float[] scalar) {
        int entry = Tile.ROWS * width;
        int zeros = leaves * entry;
        int nodes = leaves - Arrays.stream(merges).sum();
        for (int node = 0; node < nodes; node++) {
            same(Arrays.copyOfRange(vector, node * entry, zeros), Arrays.copyOfRange(scalar, node * entry, zeros),
                    rows * width);
        }
    }

    private static float[] grouped(LeafGroups groups, int pitch, float[] panel) {
        float[] grouped = new float[panel.length];
        int from = 0;
        for (int g = 0; g < groups.sizes().length; g++) {
            int size = groups.sizes()[g];
            int each = (groups.linkEnds()[g] - from) / size;
            for (int link = 0; link < size * each; link++) {
                int to = from + link % each * size + link / each;
                System.arraycopy(panel, (from + link) * pitch, grouped, to * pitch, pitch);
            }
            from = groups.linkEnds()[g];
        }
        return grouped;
    }

    private static void same(float[] vector, float[] scalar, int n) {
        Reference.assertSameBits(Arrays.copyOf(vector, n), Arrays.copyOf(scalar, n), "tile");
    }

    /** All upper halves, with lower halves about every border of rounding; and sums that cancel, vanish and overflow. */
    @Test
    void roundingAndPackingHaveTheSameBits() {
        int n = 16 * 5 + 7;
        int[] low = {0, 1, 0x7fff, 0x8000, 0x8001, 0xffff};
        for (int high = 0; high < 1 << 16; high += 11) {
            float[] x = new float[n];
            float[] y = new float[n];
            for (int i = 0; i < n; i++) {
                x[i] = Float.intBitsToFloat(high + i << 16 | low[i % low.length]);
                y[i] = Float.intBitsToFloat(high * 7 + i * 0x101 << 16 | low[i / low.length % low.length]);
            }
            float[] vector = x.clone();
            float[] scalar = x.clone();
            VectorBfloat16.round(n, vector, 0);
            ScalarBfloat16.round(n, scalar, 0);
            same(vector, scalar, n);
            VectorBfloat16.add(n - 3, vector, 2, y, 3);
            ScalarBfloat16.add(n - 3, scalar, 2, y, 3);
            same(vector, scalar, n);
            VectorBfloat16.addRounded(n - 3, vector, 3, y, 1);
            ScalarBfloat16.addRounded(n - 3, scalar, 3, y, 1);
            same(vector, scalar, n);
            short[] packed = new short[n];
            short[] packedByScalars = new short[n];
            VectorBfloat16.pack(n - 1, x, 1, packed, 0);
            ScalarBfloat16.pack(n - 1, x, 1, packedByScalars, 0);
            assertThat(packed).isEqualTo(packedByScalars);
            VectorBfloat16.unpack(n - 1, packed, 0, vector, 1);
            ScalarBfloat16.unpack(n - 1, packed, 0, scalar, 1);
            same(vector, scalar, n);
        }
    }

    @Test
    void theChoiceIsSaidWithItsReason() {
        assertThat(KernelChoice.describe()).containsAnyOf("vector kernels", "scalar kernels: ");
        KernelChoice.requireFusedMultiplyAdd();
    }
}
