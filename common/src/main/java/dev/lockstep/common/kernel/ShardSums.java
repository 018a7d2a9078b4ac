package dev.lockstep.common.kernel;

import dev.lockstep.common.kernel.vector.NarrowTree;
import dev.lockstep.common.reduce.Precision;
import dev.lockstep.common.reduce.SumPlan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Sums over examples in the order of the shard tree. A leaf is a shard's complete sum: one chain over all uses (in list
 * order) and, within a use, over the shard's rows (in order), from +0, rounded as {@code Precision} says. Leaves are added as
 * the {@link SumPlan} says: left plus right, never anything else, and each sum is rounded.
 */
public final class ShardSums {

    private static final int CHAINS = 8;

    private ShardSums() {}

    /**
     * One use of a weight in a dense product; contributes {@code left^T right}.
     *
     * @param left  [rows, m] from {@code leftOffset} on, {@code ldl} floats a row
     * @param right [rows, n] from {@code rightOffset} on, {@code ldr} floats a row
     */
    public record Use(float[] left, int leftOffset, int ldl, float[] right, int rightOffset, int ldr) {

        private Use swapped() {
            return new Use(right, rightOffset, ldr, left, leftOffset, ldl);
        }
    }

    /**
     * Sums of outer products over rows, for every node of the plan: {@code out[i][outOffset + ...]} gets the [m, n]
     * sums at {@code plan.nodes().get(i)}. Each element of a leaf is a chain of {@code fma} from +0.
     *
     * @param rowEnds one past the last row of each shard; equal neighbours are empty shards
     */
    public static void products(SumPlan plan, int[] rowEnds, int m, int n, List<Use> uses, float[][] out, int outOffset,
            Workspace workspace) {
        if (KernelChoice.VECTOR && plan.precision() == Precision.F32 && uses.size() == 1 && NarrowTree.fits(m, n)) {
            Use use = uses.getFirst();
            NarrowTree.sums(plan.mergesAfter(), plan.depth(), rowEnds, m, n, use.left, use.leftOffset, use.ldl,
                    use.right,
                    use.rightOffset, use.ldr, out, outOffset,
                    workspace.tiles(NarrowTree.scratchFloats(plan.depth(), n)));
        } else if (isSwapped(m, n)) {
            List<Use> swapped = new ArrayList<>(uses.size());
            for (Use use : uses) {
                swapped.add(use.swapped());
            }
            sums(plan, rowEnds, n, m, swapped, true, out, outOffset, n, workspace);
        } else {
            sums(plan, rowEnds, m, n, uses, false, out, outOffset, n, workspace);
        }
    }

    private static void sums(SumPlan plan, int[] rowEnds, int m, int n, List<Use> uses, boolean transposed,
            float[][] out,
            int outOffset, int ldo, Workspace workspace) {
        LeafGroups groups = LeafGroups.of(Tile.siblings(n, plan.precision()), rowEnds, uses.size(), plan.mergesAfter());
        int links = groups.links();
        float[] left = workspace.left(Math.multiplyExact(links, Tile.ROWS));
        float[] right = workspace.right(Math.multiplyExact(links, n + Tile.WIDE));
        int start = workspace.rightStart();
        int zeros = plan.depth() * Tile.SIZE;
        float[] stack = workspace.tiles(zeros + Tile.SIZE);
        Arrays.fill(stack, zeros, zeros + Tile.SIZE, 0f);
        for (int j = 0, width; j < n; j += width) {
            width = Tile.treeWidth(n, n - j);
            packRight(groups, rowEnds, uses, j, Math.min(width, n - j), width, right, start + links * j);
        }
        for (int i = 0; i < m; i += Tile.ROWS) {
            int rows = Math.min(Tile.ROWS, m - i);
            packLeft(groups, rowEnds, uses, i, rows, left);
            for (int j = 0, width; j < n; j += width) {
                width = Tile.treeWidth(n, n - j);
                int columns = Math.min(width, n - j);
                Tile.tree(rows, width, groups, plan.precision(), left, 0, right, start + links * j, stack, zeros);
                for (int node = 0; node < plan.nodes().size(); node++) {
                    int tile = node * Tile.ROWS * width;
                    if (transposed) {
                        Packing.storeTransposed(rows, columns, width, stack, tile, out[node], outOffset + j * ldo + i,
                                ldo);
                    } else {
                        Packing.store(rows, columns, width, stack, tile, out[node], outOffset + i * ldo + j, ldo);
                    }
                }
            }
        }
    }

    /** Scratch memory of {@link #products}, in floats for a row of one use. */
    public static long scratchFloatsPerRow(int m, int n) {
        return Tile.ROWS + Tile.WIDE + (long) (isSwapped(m, n) ? m : n);
    }

    /** A product is the same bits either way round: lanes run across the longer side. */
    private static boolean isSwapped(int m, int n) {
        return n <= Tile.NARROW && m > n;
    }

    private static void packRight(LeafGroups groups, int[] rowEnds, List<Use> uses, int j, int columns, int width,
            float[] panel, int po) {
        int from = 0;
        int link = 0;
        for (int g = 0, s = 0; g < groups.sizes().length; g++) {
            int size = groups.sizes()[g];
            for (int leaf = 0; leaf < size; leaf++, s++) {
                int to = po + (link + leaf) * width;
                for (int u = 0; u < uses.size(); u++) {
                    Use use = uses.get(u);
                    Packing.right(rowEnds[s] - from, columns, width, use.right, use.rightOffset + from * use.ldr + j,
                            use.ldr, panel, to, size * width);
                    to += (rowEnds[s] - from) * size * width;
                }
                from = rowEnds[s];
            }
            link = groups.linkEnds()[g];
        }
    }

    private static void packLeft(LeafGroups groups, int[] rowEnds, List<Use> uses, int i, int rows, float[] panel) {
        int from = 0;
        int link = 0;
        for (int g = 0, s = 0; g < groups.sizes().length; g++) {
            int size = groups.sizes()[g];
            for (int leaf = 0; leaf < size; leaf++, s++) {
                int to = (link + leaf) * Tile.ROWS;
                for (int u = 0; u < uses.size(); u++) {
                    Use use = uses.get(u);
                    Packing.left(rowEnds[s] - from, rows, use.left, use.leftOffset + from * use.ldl + i, use.ldl, panel,
                            to, size * Tile.ROWS);
                    to += (rowEnds[s] - from) * size * Tile.ROWS;
                }
                from = rowEnds[s];
            }
            link = groups.linkEnds()[g];
        }
    }

    /**
     * Sums over rows (and, within a row, over the {@code inner} positions of a channel, in order), for every node of
     * the plan: a bias gradient. Plain additions from +0.
     *
     * @param inner   positions a channel: 1 for a dense layer, height times width for an image
     * @param xs      one array a use, each [rows, channels, inner] from its offset on
     * @param offsets one a use
     */
    public static void columns(SumPlan plan, int[] rowEnds, int channels, int inner, List<float[]> xs, int[] offsets,
            float[][] out, int outOffset, Workspace workspace) {
        float[] stack = workspace.tiles(Math.multiplyExact(plan.depth(), channels));
        int top = 0;
        int from = 0;
        for (int s = 0; s < rowEnds.length; s++) {
            int leaf = top * channels;
            Arrays.fill(stack, leaf, leaf + channels, 0f);
            for (int u = 0; u < offsets.length; u++) {
                for (int row = from; row < rowEnds[s]; row++) {
                    addRow(channels, inner, xs.get(u), offsets[u] + row * channels * inner, stack, leaf);
                }
            }
            from = rowEnds[s];
            top = fold(plan.mergesAfter()[s], plan.precision(), stack, top, channels, channels);
        }
        for (int node = 0; node < top; node++) {
            System.arraycopy(stack, node * channels, out[node], outOffset, channels);
        }
    }

    private static void addRow(int channels, int inner, float[] x, int xo, float[] sums, int so) {
        if (inner == 1) {
            for (int c = 0; c < channels; c++) {
                sums[so + c] += x[xo + c];
            }
            return;
        }
        int c = 0;
        for (; c + CHAINS <= channels; c += CHAINS) {
            addEight(inner, x, xo + c * inner, sums, so + c);
        }
        for (; c < channels; c++) {
            float sum = sums[so + c];
            for (int p = 0; p < inner; p++) {
                sum += x[xo + c * inner + p];
            }
            sums[so + c] = sum;
        }
    }

    /** Eight channels side by side: each is a chain of additions, so that one alone would wait for itself. */
    private static void addEight(int inner, float[] x, int xo, float[] sums, int so) {
        float s0 = sums[so];
        float s1 = sums[so + 1];
        float s2 = sums[so + 2];
        float s3 = sums[so + 3];
        float s4 = sums[so + 4];
        float s5 = sums[so + 5];
        float s6 = sums[so + 6];
        float s7 = sums[so + 7];
        for (int p = xo; p < xo + inner; p++) {
            s0 += x[p];
            s1 += x[p + inner];
            s2 += x[p + 2 * inner];
            s3 += x[p + 3 * inner];
            s4 += x[p + 4 * inner];
            s5 += x[p + 5 * inner];
            s6 += x[p + 6 * inner];
            s7 += x[p + 7 * inner];
        }
        sums[so] = s0;
        sums[so + 1] = s1;
        sums[so + 2] = s2;
        sums[so + 3] = s3;
        sums[so + 4] = s4;
        sums[so + 5] = s5;
        sums[so + 6] = s6;
        sums[so + 7] = s7;
    }

    /**
     * Completes the leaf on top of a stack of entries {@code size} floats apart, of which {@code n} count, and adds the
     * two topmost entries {@code merges} times.
     *
     * @return how many entries there are now
     */
    private static int fold(int merges, Precision precision, float[] stack, int below, int size, int n) {
        int top = below;
        Tile.complete(n, precision, stack, top * size);
        for (int merge = 0; merge < merges; merge++) {
            top--;
            add(n, precision, stack, top * size, size);
        }
        return top + 1;
    }

    private static void add(int n, Precision precision, float[] stack, int left, int distance) {
        if (precision == Precision.BF16) {
            Bfloat16.add(n, stack, left, stack, left + distance);
        } else {
            for (int i = left; i < left + n; i++) {
                stack[i] = stack[i] + stack[i + distance];
            }
        }
    }
}
