package dev.lockstep.common.kernel;

import dev.lockstep.common.kernel.Convolution.Geometry;
import dev.lockstep.common.kernel.Convolution.Use;
import dev.lockstep.common.reduce.SumPlan;
import java.util.Arrays;
import java.util.List;

/**
 * The sum over shards for the weights of a convolution. Examples are unrolled one after the other, and every tile of
 * the [taps, filters] sums goes on with its chain: so there is a stack of tiles for each tile, and a shard ends in all
 * of them.
 */
final class WeightGradient {

    /** Output positions between two visits of a tile: the packed gradients of so many fit the first cache. */
    private static final int BLOCK = 256;

    private WeightGradient() {}

    static void sums(Geometry g, SumPlan plan, int[] rowEnds, List<Use> uses, float[][] out, int outOffset,
            Workspace workspace) {
        int panels = (g.filters() + Tile.WIDE - 1) / Tile.WIDE;
        int strips = (g.taps() + Tile.ROWS - 1) / Tile.ROWS;
        int layer = Math.multiplyExact(panels * strips, Tile.SIZE);
        float[] stack = workspace.tiles(Math.multiplyExact(plan.depth(), layer));
        Image image = g.padded();
        Arrays.fill(workspace.image(image.size() + Tile.WIDE), 0, image.size(), 0f);
        int top = 0;
        int from = 0;
        for (int s = 0; s < rowEnds.length; s++, top++) {
            Arrays.fill(stack, top * layer, (top + 1) * layer, 0f);
            for (Use use : uses) {
                for (int row = from; row < rowEnds[s]; row++) {
                    example(g, image, use, row, stack, top * layer, workspace);
                }
            }
            from = rowEnds[s];
            Tile.complete(layer, plan.precision(), stack, top * layer);
            for (int merge = plan.mergesAfter()[s]; merge > 0; merge--) {
                top--;
                Tile.add(layer, plan.precision(), stack, top * layer, layer);
            }
        }
        for (int node = 0; node < top; node++) {
            store(g, stack, node * layer, out[node], outOffset);
        }
    }

    private static void example(Geometry g, Image image, Use use, int row, float[] stack, int layer,
            Workspace workspace) {
        float[] padded = workspace.image(0);
        float[] columns = workspace.columns(g.taps() * g.positions());
        image.place(g.height(), g.width(), 1, 1, g.padH(), g.padW(), use.x(), use.xo() + row * g.inSize(), padded);
        Convolution.unroll(g, image, padded, columns);
        int dy = use.dyo() + row * g.outSize();
        float[] gradients = workspace.right(BLOCK * (g.filters() + Tile.WIDE));
        int start = workspace.rightStart();
        for (int p = 0; p < g.positions(); p += BLOCK) {
            int links = Math.min(BLOCK, g.positions() - p);
            for (int j = 0, width; j < g.filters(); j += width) {
                width = Tile.width(g.filters() - j);
                Packing.rightTransposed(links, Math.min(width, g.filters() - j), width, use.dy(),
                        dy + j * g.positions() + p, g.positions(), gradients, start + j * links);
            }
            int tile = layer;
            for (int i = 0; i < g.taps(); i += Tile.ROWS) {
                int rows = Math.min(Tile.ROWS, g.taps() - i);
                for (int j = 0, width; j < g.filters(); j += width, tile += Tile.SIZE) {
                    width = Tile.width(g.filters() - j);
                    Tile.chain(rows, width, links, columns, i * g.positions() + p, g.positions(), 1, gradients,
                            start + j * links,
                            width, stack, tile, width, false);
                }
            }
        }
    }

    private static void store(Geometry g, float[] stack, int layer, float[] out, int outOffset) {
        int tile = layer;
        for (int i = 0; i < g.taps(); i += Tile.ROWS) {
            int rows = Math.min(Tile.ROWS, g.taps() - i);
            for (int j = 0, width; j < g.filters(); j += width, tile += Tile.SIZE) {
                width = Tile.width(g.filters() - j);
                Packing.storeTransposed(rows, Math.min(width, g.filters() - j), width, stack, tile, out,
                        outOffset + j * g.taps() + i, g.taps());
            }
        }
    }
}
