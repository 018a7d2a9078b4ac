package dev.lockstep.common.kernel;

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
     * The first maximum of each window, in order of rows, then columns, wins; the first NaN wins over everything. Where a
     * window lies in the padding alone the output is negative infinity and the index -1.
     *
     * @param index gets, for each output, the position of its winner within the example
     */
    public static void forward(Geometry g, int rows, float[] x, int xo, float[] y, int yo, int[] index, int io) {
        int out = 0;
        for (int plane = 0; plane < rows * g.channels; plane++) {
            int first = plane % g.channels * g.height * g.width;
            int example = xo + plane / g.channels * g.inSize();
            for (int oy = 0; oy < g.outHeight(); oy++) {
                for (int ox = 0; ox < g.outWidth(); ox++) {
                    int at = winner(g, x, example, first, oy, ox);
                    index[io + out] = at;
                    y[yo + out] = at < 0 ? Float.NEGATIVE_INFINITY : x[example + at];
                    out++;
                }
            }
        }
    }

    private static int winner(Geometry g, float[] x, int example, int first, int oy, int ox) {
        int bottom = Math.min(g.height, oy * g.strideH - g.padH + g.kernelH);
        int right = Math.min(g.width, ox * g.strideW - g.padW + g.kernelW);
        int best = -1;
        float max = 0f;
        for (int iy = Math.max(0, oy * g.strideH - g.padH); iy < bottom; iy++) {
            for (int ix = Math.max(0, ox * g.strideW - g.padW); ix < right; ix++) {
                int at = first + iy * g.width + ix;
                float v = x[example + at];
                if (best < 0 || v > max || v != v && max == max) {
                    best = at;
                    max = v;
                }
            }
        }
        return best;
    }

    /** Gives each output's gradient to its winner; overwrites {@code dx}. Overlapping windows add in order of outputs. */
    public static void backward(Geometry g, int rows, float[] dy, int dyo, int[] index, int io, float[] dx, int dxo) {
        Arrays.fill(dx, dxo, dxo + rows * g.inSize(), 0f);
        int size = g.outSize();
        for (int row = 0; row < rows; row++) {
            int example = dxo + row * g.inSize();
            for (int i = row * size; i < (row + 1) * size; i++) {
                int at = index[io + i];
                if (at >= 0) {
                    dx[example + at] += dy[dyo + i];
                }
            }
        }
    }
}
