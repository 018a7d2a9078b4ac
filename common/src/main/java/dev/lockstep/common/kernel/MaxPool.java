package dev.lockstep.common.kernel;

import dev.lockstep.common.kernel.vector.VectorPool;
import java.util.Arrays;

/** Maximum over windows of each channel of [channels, height, width]; the padding never wins. */
public final class MaxPool {

    private MaxPool() {}

    /** Extents, all at least 1 but the paddings, which are at least 0 and smaller than the kernel. */
    public record Geometry(int channels, int height, int width, int kernelH, int kernelW, int strideH, int strideW,
            int padH, int padW) {

        public Geometry {
            if (channels < 1 || Math.min(strideH, strideW) < 1 || Math.min(kernelH, kernelW) < 1 || padH < 0 || padW < 0
                    || padH >= kernelH || padW >= kernelW || kernelH > height + 2 * padH
                    || kernelW > width + 2 * padW) {
                throw new IllegalArgumentException("no such pooling: " + channels + " x " + height + " x " + width
                        + ", windows of " + kernelH + " x " + kernelW + ", stride " + strideH + " x " + strideW
                        + ", padding " + padH + " x " + padW);
            }
        }

        public int outHeight() {
            return (height + 2 * padH - kernelH) / strideH + 1;
        }

        public int outWidth() {
            return (width + 2 * padW - kernelW) / strideW + 1;
        }

        /** Whether windows of 2 by 2 lie beside each other. */
        private boolean halves() {
            return kernelH == 2 && kernelW == 2 && strideH == 2 && strideW == 2 && padH == 0 && padW == 0;
        }

        /** Floats of one example. */
        public int inSize() {
            return channels * height * width;
        }

        /** Floats of one example's output. */
        public int outSize() {
            return channels * outHeight() * outWidth();
        }
    }

    /**
     * The first maximum of each window, in order of rows, then columns, wins (-0 and +0 are equal); the first NaN wins
     * over everything. No window lies in the padding alone.
     *
     * @param index gets, for each output, the position of its winner within the example
     */
    public static void forward(Geometry g, int rows, float[] x, int xo, float[] y, int yo, int[] index, int io) {
        long[] best = new long[g.outWidth()];
        int out = 0;
        for (int plane = 0; plane < rows * g.channels; plane++) {
            int first = plane % g.channels * g.height * g.width;
            int example = xo + plane / g.channels * g.inSize();
            for (int oy = 0; oy < g.outHeight(); oy++, out += g.outWidth()) {
                if (KernelChoice.VECTOR && g.halves()) {
                    int corner = first + 2 * oy * g.width;
                    VectorPool.line(g.outWidth(), x, example + corner, g.width, corner, y, yo + out, index, io + out);
                    continue;
                }
                bestOfLine(g, x, example, first, oy, best);
                for (int ox = 0; ox < best.length; ox++) {
                    int at = Integer.MAX_VALUE - (int) best[ox];
                    index[io + out + ox] = at;
                    y[yo + out + ox] = x[example + at];
                }
            }
        }
    }

    /** The winners of a line of windows, as ranks: tap by tap, so that nothing is decided by a branch. */
    private static void bestOfLine(Geometry g, float[] x, int example, int first, int oy, long[] best) {
        Arrays.fill(best, Long.MIN_VALUE);
        int top = oy * g.strideH - g.padH;
        int bottom = Math.min(g.height, top + g.kernelH);
        for (int iy = Math.max(0, top); iy < bottom; iy++) {
            int line = first + iy * g.width;
            for (int kw = 0; kw < g.kernelW; kw++) {
                int left = kw - g.padW;
                int from = left < 0 ? (-left + g.strideW - 1) / g.strideW : 0;
                int to = Math.min(best.length, (g.width - left + g.strideW - 1) / g.strideW);
                for (int ox = from; ox < to; ox++) {
                    int at = line + left + ox * g.strideW;
                    best[ox] = Math.max(best[ox], rank(x[example + at], at));
                }
            }
        }
    }

    /** Orders values first (NaN above infinity, -0 as +0), then positions, the smaller one above. */
    private static long rank(float value, int at) {
        int bits = Float.floatToIntBits(value + 0.0f);
        long key = bits ^ (bits >> 31 & Integer.MAX_VALUE);
        return key << 32 | Integer.MAX_VALUE - at;
    }

    /**
     * Gives each output's gradient to its winner; overwrites {@code dx}. Overlapping windows add in order of outputs.
     */
    public static void backward(Geometry g, int rows, float[] dy, int dyo, int[] index, int io, float[] dx, int dxo) {
        Arrays.fill(dx, dxo, dxo + rows * g.inSize(), 0f);
        int size = g.outSize();
        for (int row = 0; row < rows; row++) {
            int example = dxo + row * g.inSize();
            for (int i = row * size; i < (row + 1) * size; i++) {
                dx[example + index[io + i]] += dy[dyo + i];
            }
        }
    }
}
