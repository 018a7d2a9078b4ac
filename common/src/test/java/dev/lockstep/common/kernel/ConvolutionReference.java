package dev.lockstep.common.kernel;

import dev.lockstep.common.kernel.Convolution.Geometry;
import java.util.ArrayList;
import java.util.List;

/** The definition of convolution and its gradients, one element at a time. */
final class ConvolutionReference {

    private ConvolutionReference() {}

    static void forward(Geometry g, int rows, float[] x, int xo, float[] w, int wo, float[] bias, int bo,
            Activation activation, float[] y, int yo) {
        for (int row = 0; row < rows; row++) {
            for (int f = 0; f < g.filters(); f++) {
                for (int p = 0; p < g.positions(); p++) {
                    float sum = 0f;
                    for (int t = 0; t < g.taps(); t++) {
                        sum = Math.fma(w[wo + f * g.taps() + t], input(g, x, xo + row * g.inSize(), t, p), sum);
                    }
                    if (bias != null) {
                        sum += bias[bo + f];
                    }
                    y[yo + row * g.outSize() + f * g.positions() + p] = Elementwise.activate(activation, sum);
                }
            }
        }
    }

    static void inputGradient(Geometry g, int rows, float[] dy, int dyo, float[] w, int wo, float[] dx, int dxo) {
        int area = g.kernelH() * g.kernelW();
        for (int row = 0; row < rows; row++) {
            for (int i = 0; i < g.inSize(); i++) {
                int c = i / (g.height() * g.width());
                float sum = 0f;
                for (int k = 0; k < g.filters() * area; k++) {
                    int f = k / area;
                    int oy = i / g.width() % g.height() + g.padH() - k / g.kernelW() % g.kernelH();
                    int ox = i % g.width() + g.padW() - k % g.kernelW();
                    float d = 0f;
                    if (oy >= 0 && ox >= 0 && oy % g.strideH() == 0 && ox % g.strideW() == 0
                            && oy / g.strideH() < g.outHeight() && ox / g.strideW() < g.outWidth()) {
                        d = dy[dyo + row * g.outSize() + f * g.positions() + oy / g.strideH() * g.outWidth()
                                + ox / g.strideW()];
                    }
                    sum = Math.fma(w[wo + (f * g.channels() + c) * area + k % area], d, sum);
                }
                dx[dxo + row * g.inSize() + i] = sum;
            }
        }
    }

    static List<float[]> leaves(Geometry g, int[] rowEnds, List<Convolution.Use> uses) {
        List<float[]> leaves = new ArrayList<>();
        int from = 0;
        for (int end : rowEnds) {
            float[] leaf = new float[g.filters() * g.taps()];
            for (Convolution.Use use : uses) {
                for (int row = from; row < end; row++) {
                    for (int i = 0; i < leaf.length; i++) {
                        int d = use.dyo() + row * g.outSize() + i / g.taps() * g.positions();
                        for (int p = 0; p < g.positions(); p++) {
                            float x = input(g, use.x(), use.xo() + row * g.inSize(), i % g.taps(), p);
                            leaf[i] = Math.fma(use.dy()[d + p], x, leaf[i]);
                        }
                    }
                }
            }
            leaves.add(leaf);
            from = end;
        }
        return leaves;
    }

    /** What a tap sees at an output position: 0 in the padding. */
    private static float input(Geometry g, float[] x, int example, int tap, int position) {
        int c = tap / (g.kernelH() * g.kernelW());
        int iy = position / g.outWidth() * g.strideH() + tap / g.kernelW() % g.kernelH() - g.padH();
        int ix = position % g.outWidth() * g.strideW() + tap % g.kernelW() - g.padW();
        boolean inside = iy >= 0 && iy < g.height() && ix >= 0 && ix < g.width();
        return inside ? x[example + (c * g.height() + iy) * g.width() + ix] : 0f;
    }
}
