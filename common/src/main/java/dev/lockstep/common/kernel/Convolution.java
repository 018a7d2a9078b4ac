package dev.lockstep.common.kernel;

import dev.lockstep.common.reduce.SumPlan;
import java.util.List;

/**
 * Convolution in two dimensions (a cross-correlation, as is usual) over examples of [channels, height, width] with weights
 * of [filters, channels, kernelH, kernelW]; outputs are [filters, outHeight, outWidth].
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
    }

    /** One use of the weights: {@code x} [rows, inSize] and the gradient {@code dy} [rows, outSize]. */
    public record Use(float[] x, int xo, float[] dy, int dyo) {}

    /**
     * {@code y = act(x * w + bias)}. Each output is a chain of {@code fma} over (channel, kernel row, kernel column) in
     * order from +0, taps in the padding counted as +0; then bias (per filter; may be null), then activation.
     */
    public static void forward(Geometry g, int rows, float[] x, int xo, float[] weights, int wo, float[] bias, int bo,
            Activation activation, float[] y, int yo, Workspace workspace) {
        float[] columns = new float[g.taps() * g.positions()];
        for (int row = 0; row < rows; row++) {
            unroll(g, x, xo + row * g.inSize(), columns);
            int out = yo + row * g.outSize();
            MatrixProduct.multiply(false, false, g.filters(), g.positions(), g.taps(), weights, wo, g.taps(), columns,
                    0,
                    g.positions(), y, out, g.positions(), null, 0, Activation.NONE, workspace);
            for (int i = 0; i < g.outSize(); i++) {
                float sum = y[out + i];
                if (bias != null) {
                    sum += bias[bo + i / g.positions()];
                }
                y[out + i] = Elementwise.activate(activation, sum);
            }
        }
    }

    /**
     * Gradient by the input; overwrites {@code dx}. Each element is a chain of {@code fma} over (filter, kernel row, kernel
     * column) in order from +0; taps that reach no output are counted as +0.
     */
    public static void inputGradient(Geometry g, int rows, float[] dy, int dyo, float[] weights, int wo, float[] dx,
            int dxo, Workspace workspace) {
        for (int row = 0; row < rows; row++) {
            for (int i = 0; i < g.inSize(); i++) {
                int c = i / (g.height() * g.width());
                int iy = i / g.width() % g.height();
                int ix = i % g.width();
                float sum = 0f;
                for (int f = 0; f < g.filters(); f++) {
                    for (int kh = 0; kh < g.kernelH(); kh++) {
                        for (int kw = 0; kw < g.kernelW(); kw++) {
                            int oy = iy + g.padH() - kh;
                            int ox = ix + g.padW() - kw;
                            boolean inside = oy >= 0 && ox >= 0 && oy % g.strideH() == 0 && ox % g.strideW() == 0
                                    && oy / g.strideH() < g.outHeight() && ox / g.strideW() < g.outWidth();
                            float d = inside
                                    ? dy[dyo + row * g.outSize() + (f * g.outHeight() + oy / g.strideH()) * g.outWidth()
                                            + ox / g.strideW()]
                                    : 0f;
                            float w = weights[wo + ((f * g.channels() + c) * g.kernelH() + kh) * g.kernelW() + kw];
                            sum = Math.fma(w, d, sum);
                        }
                    }
                }
                dx[dxo + row * g.inSize() + i] = sum;
            }
        }
    }

    /**
     * Gradient by the weights for every node of the plan, as {@link ShardSums#products}: within a shard a chain of
     * {@code fma} over uses, examples and output positions, each in order, from +0; padding counted as +0.
     */
    public static void weightGradient(Geometry g, SumPlan plan, int[] rowEnds, List<Use> uses, float[][] out,
            int outOffset, Workspace workspace) {
        int rows = rowEnds.length == 0 ? 0 : rowEnds[rowEnds.length - 1];
        int positions = g.positions();
        int[] ends = new int[rowEnds.length];
        for (int s = 0; s < ends.length; s++) {
            ends[s] = rowEnds[s] * positions;
        }
        float[] columns = new float[g.taps() * positions];
        List<ShardSums.Use> products = uses.stream().map(use -> {
            float[] left = new float[rows * positions * g.filters()];
            float[] right = new float[rows * positions * g.taps()];
            for (int row = 0; row < rows; row++) {
                unroll(g, use.x, use.xo + row * g.inSize(), columns);
                for (int p = 0; p < positions; p++) {
                    for (int f = 0; f < g.filters(); f++) {
                        left[(row * positions + p) * g.filters() + f] = use.dy[use.dyo + row * g.outSize()
                                + f * positions + p];
                    }
                    for (int t = 0; t < g.taps(); t++) {
                        right[(row * positions + p) * g.taps() + t] = columns[t * positions + p];
                    }
                }
            }
            return new ShardSums.Use(left, 0, g.filters(), right, 0, g.taps());
        }).toList();
        ShardSums.products(plan, ends, g.filters(), g.taps(), products, out, outOffset, workspace);
    }

    /** One example as [taps, positions]. */
    private static void unroll(Geometry g, float[] x, int xo, float[] columns) {
        int at = 0;
        for (int t = 0; t < g.taps(); t++) {
            int c = t / (g.kernelH() * g.kernelW());
            int kh = t / g.kernelW() % g.kernelH();
            int kw = t % g.kernelW();
            for (int oy = 0; oy < g.outHeight(); oy++) {
                for (int ox = 0; ox < g.outWidth(); ox++) {
                    int iy = oy * g.strideH() + kh - g.padH();
                    int ix = ox * g.strideW() + kw - g.padW();
                    boolean inside = iy >= 0 && iy < g.height() && ix >= 0 && ix < g.width();
                    columns[at++] = inside ? x[xo + (c * g.height() + iy) * g.width() + ix] : 0f;
                }
            }
        }
    }
}
