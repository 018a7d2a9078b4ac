package dev.lockstep.common.kernel;

import dev.lockstep.common.reduce.SumPlan;
import java.util.Arrays;
import java.util.List;

/**
 * Convolution in two dimensions (a cross-correlation, as is usual) over examples of [channels, height, width] with
 * weights of [filters, channels, kernelH, kernelW]; outputs are [filters, outHeight, outWidth].
 */
public final class Convolution {

    private Convolution() {}

    /** Extents, all at least 1 but the paddings, which are at least 0 and smaller than the kernel. */
    public record Geometry(int channels, int height, int width, int filters, int kernelH, int kernelW, int strideH,
            int strideW, int padH, int padW) {

        public Geometry {
            if (Math.min(Math.min(channels, filters), Math.min(strideH, strideW)) < 1
                    || Math.min(kernelH, kernelW) < 1 || padH < 0 || padW < 0 || padH >= kernelH || padW >= kernelW
                    || kernelH > height + 2 * padH || kernelW > width + 2 * padW) {
                throw new IllegalArgumentException("no such convolution: " + channels + " x " + height + " x " + width
                        + ", " + filters + " filters of " + kernelH + " x " + kernelW + ", stride " + strideH + " x "
                        + strideW + ", padding " + padH + " x " + padW);
            }
        }

        public int outHeight() {
            return (height + 2 * padH - kernelH) / strideH + 1;
        }

        public int outWidth() {
            return (width + 2 * padW - kernelW) / strideW + 1;
        }

        /** Floats of one example. */
        public int inSize() {
            return channels * height * width;
        }

        /** Output positions of one example and filter. */
        public int positions() {
            return outHeight() * outWidth();
        }

        /** Floats of one example's output. */
        public int outSize() {
            return filters * positions();
        }

        /** Weights of one filter. */
        public int taps() {
            return channels * kernelH * kernelW;
        }

        /** Scratch memory of the forward and backward passes, in floats; the same for any number of examples. */
        public long scratchFloats() {
            long image = Math.max((long) channels * (height + 2L * padH) * (width + 2L * padW),
                    (long) filters * (height + kernelH - 1L) * (width + kernelW - 1L));
            long unrolled = (long) taps() * Math.max(positions(), filters);
            long lines = Math.max((long) outHeight() * (width + 2L * padW), height * (width + kernelW - 1L));
            return image + unrolled + Tile.ROWS * (lines + Tile.WIDE) + Tile.WIDE;
        }

        /** The input with its padding. */
        Image padded() {
            return new Image(channels, height + 2 * padH, width + 2 * padW);
        }
    }

    /** One use of the weights: {@code x} [rows, inSize] and the gradient {@code dy} [rows, outSize]. */
    public record Use(float[] x, int xo, float[] dy, int dyo) {}

    /**
     * {@code y = act(x * w + bias)}. Each output is a chain of {@code fma} over (channel, kernel row, kernel column) in
     * order from +0, taps in the padding counted as +0; then bias (per filter; may be null), then activation.
     */
    public static void forward(Geometry g, int rows, float[] x, int xo, float[] weights, int wo, float[] bias, int bo,
            Activation activation, float[] y, int yo, Workspace workspace) {
        Image image = g.padded();
        boolean dense = g.strideH == 1 && g.strideW == 1;
        Grid grid = dense
                ? image.grid(g.outHeight(), g.outWidth())
                : new Grid(g.outHeight(), g.outWidth(), g.outWidth());
        int[] taps = workspace.offsets(g.taps());
        if (dense) {
            image.taps(g.kernelH, g.kernelW, taps);
        } else {
            for (int t = 0; t < g.taps(); t++) {
                taps[t] = t * g.positions();
            }
        }
        float[] padded = workspace.image(image.size() + Tile.WIDE);
        float[] source = dense ? padded : workspace.columns(g.taps() * g.positions() + Tile.WIDE);
        Arrays.fill(padded, 0, image.size(), 0f);
        for (int row = 0; row < rows; row++) {
            image.place(g.height, g.width, 1, 1, g.padH, g.padW, x, xo + row * g.inSize(), padded);
            if (!dense) {
                unroll(g, image, padded, source);
            }
            grid.product(g.filters, g.taps(), weights, wo, source, taps, y, yo + row * g.outSize(), workspace);
            finish(g, bias, bo, activation, y, yo + row * g.outSize());
        }
    }

    private static void finish(Geometry g, float[] bias, int bo, Activation activation, float[] y, int yo) {
        if (bias != null) {
            for (int f = 0; f < g.filters; f++) {
                int plane = yo + f * g.positions();
                Elementwise.shift(g.positions(), y, plane, bias[bo + f], y, plane);
            }
        }
        if (activation != Activation.NONE) {
            Elementwise.activate(activation, g.outSize(), y, yo, y, yo);
        }
    }

    /**
     * Gradient by the input; overwrites {@code dx}. Each element is a chain of {@code fma} over (filter, kernel row,
     * kernel column) in order from +0; taps that reach no output are counted as +0.
     *
     * <p>It is the convolution of {@code dy}, spread by the stride and padded, with the weights turned around.
     */
    public static void inputGradient(Geometry g, int rows, float[] dy, int dyo, float[] weights, int wo, float[] dx,
            int dxo, Workspace workspace) {
        int area = g.kernelH * g.kernelW;
        Image image = new Image(g.filters, g.height + g.kernelH - 1, g.width + g.kernelW - 1);
        Grid grid = image.grid(g.height, g.width);
        int links = g.filters * area;
        int[] taps = workspace.offsets(links);
        image.taps(g.kernelH, g.kernelW, taps);
        turnAround(area, taps, links);
        float[] byChannel = workspace.columns(g.channels * links);
        for (int f = 0; f < g.filters; f++) {
            for (int c = 0; c < g.channels; c++) {
                System.arraycopy(weights, wo + (f * g.channels + c) * area, byChannel, c * links + f * area, area);
            }
        }
        float[] spread = workspace.image(image.size() + Tile.WIDE);
        Arrays.fill(spread, 0, image.size(), 0f);
        for (int row = 0; row < rows; row++) {
            image.place(g.outHeight(), g.outWidth(), g.strideH, g.strideW, g.kernelH - 1 - g.padH,
                    g.kernelW - 1 - g.padW,
                    dy, dyo + row * g.outSize(), spread);
            grid.product(g.channels, links, byChannel, 0, spread, taps, dx, dxo + row * g.inSize(), workspace);
        }
    }

    /** Reverses the taps of each plane. */
    private static void turnAround(int area, int[] taps, int links) {
        for (int plane = 0; plane < links; plane += area) {
            for (int low = plane, high = plane + area - 1; low < high; low++, high--) {
                int swap = taps[low];
                taps[low] = taps[high];
                taps[high] = swap;
            }
        }
    }

    /**
     * Gradient by the weights for every node of the plan, as {@link ShardSums#products}: within a shard a chain of
     * {@code fma} over uses, examples and output positions, each in order, from +0; padding counted as +0.
     */
    public static void weightGradient(Geometry g, SumPlan plan, int[] rowEnds, List<Use> uses, float[][] out,
            int outOffset, Workspace workspace) {
        WeightGradient.sums(g, plan, rowEnds, uses, out, outOffset, workspace);
    }

    /** A padded example as [taps, positions]. */
    static void unroll(Geometry g, Image image, float[] padded, float[] columns) {
        int to = 0;
        for (int c = 0; c < g.channels; c++) {
            for (int kh = 0; kh < g.kernelH; kh++) {
                for (int kw = 0; kw < g.kernelW; kw++, to += g.positions()) {
                    int from = (c * image.height() + kh) * image.width() + kw;
                    if (g.strideW == 1) {
                        Packing.store(g.outHeight(), g.outWidth(), g.strideH * image.width(), padded, from, columns, to,
                                g.outWidth());
                    } else {
                        gather(g, image, padded, from, columns, to);
                    }
                }
            }
        }
    }

    private static void gather(Geometry g, Image image, float[] padded, int from, float[] columns, int to) {
        for (int oy = 0; oy < g.outHeight(); oy++) {
            int line = from + oy * g.strideH * image.width();
            for (int ox = 0; ox < g.outWidth(); ox++) {
                columns[to + oy * g.outWidth() + ox] = padded[line + ox * g.strideW];
            }
        }
    }
}
