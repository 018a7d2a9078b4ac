package dev.lockstep.bench.kernels;

import dev.lockstep.common.kernel.Convolution.Geometry;

/** Operands of the products that convolutions of stride 1 come down to: plain loops, made before the clock starts. */
final class Patches {

    private Patches() {}

    /** Unrolls {@code x} [examples, channels, height, width] to [examples, taps, positions]. */
    static float[] byExample(Geometry g, int examples, float[] x) {
        float[] patches = new float[examples * g.taps() * g.positions()];
        int to = 0;
        for (int plane = 0; plane < examples * g.channels(); plane++) {
            for (int tap = 0; tap < g.kernelH() * g.kernelW(); tap++) {
                for (int position = 0; position < g.positions(); position++, to++) {
                    int row = position / g.outWidth() + tap / g.kernelW() - g.padH();
                    int column = position % g.outWidth() + tap % g.kernelW() - g.padW();
                    if (row >= 0 && row < g.height() && column >= 0 && column < g.width()) {
                        patches[to] = x[(plane * g.height() + row) * g.width() + column];
                    }
                }
            }
        }
        return patches;
    }

    /** The convolution of output gradients that gives input gradients. */
    static Geometry mirrored(Geometry g) {
        return new Geometry(g.filters(), g.outHeight(), g.outWidth(), g.channels(), g.kernelH(), g.kernelW(), 1, 1,
                g.kernelH() - 1 - g.padH(), g.kernelW() - 1 - g.padW());
    }

    /** The weights of {@link #mirrored}: [channels, filters, kernel], each kernel back to front. */
    static float[] turnedAround(Geometry g, float[] weights) {
        int area = g.kernelH() * g.kernelW();
        float[] turned = new float[weights.length];
        for (int f = 0; f < g.filters(); f++) {
            for (int c = 0; c < g.channels(); c++) {
                for (int tap = 0; tap < area; tap++) {
                    turned[(c * g.filters() + f) * area + area - 1 - tap] = weights[(f * g.channels() + c) * area
                            + tap];
                }
            }
        }
        return turned;
    }
}
