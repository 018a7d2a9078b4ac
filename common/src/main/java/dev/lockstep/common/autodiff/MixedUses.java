package dev.lockstep.common.autodiff;

import dev.lockstep.common.kernel.Convolution;
import dev.lockstep.common.kernel.ShardSums;
import dev.lockstep.common.reduce.Precision;
import java.util.Arrays;
import java.util.List;

/**
 * The gradient of a parameter that is used in different ways, by the definition: for every shard one buffer through which
 * the chain of each use runs in turn, then the tree. Rare, so it is plain and not fast.
 */
final class MixedUses {

    private MixedUses() {}

    static void sum(RangeRows range, int size, List<Use> uses, float[][] nodes, int offset) {
        float[][] stack = new float[range.plan().depth()][size];
        Precision precision = range.plan().precision();
        int top = 0;
        int row = 0;
        for (int shard = 0; shard < range.rowEnds().length; shard++) {
            float[] leaf = stack[top++];
            Arrays.fill(leaf, 0);
            int end = range.rowEnds()[shard];
            for (Use use : uses) {
                chain(use, row, end, leaf);
            }
            for (int i = 0; i < size; i++) {
                leaf[i] = precision.round(leaf[i]);
            }
            for (int merge = 0; merge < range.plan().mergesAfter()[shard]; merge++) {
                top--;
                for (int i = 0; i < size; i++) {
                    stack[top - 1][i] = precision.round(stack[top - 1][i] + stack[top][i]);
                }
            }
            row = end;
        }
        for (int node = 0; node < top; node++) {
            System.arraycopy(stack[node], 0, nodes[node], offset, size);
        }
    }

    /** Continues the chains of a leaf over the rows {@code [from, to)} of one use. */
    private static void chain(Use use, int from, int to, float[] leaf) {
        switch (use) {
            case Use.Product p -> product(p, from, to, leaf);
            case Use.Filter f -> filter(f.geometry(), f.factors(), from, to, leaf);
            case Use.Columns c -> columns(c, from, to, leaf);
        }
    }

    private static void product(Use.Product p, int from, int to, float[] leaf) {
        ShardSums.Use u = p.factors();
        for (int row = from; row < to; row++) {
            for (int i = 0; i < p.m(); i++) {
                float left = u.left()[u.leftOffset() + row * u.ldl() + i];
                for (int j = 0; j < p.n(); j++) {
                    leaf[i * p.n() + j] = Math.fma(left, u.right()[u.rightOffset() + row * u.ldr() + j],
                            leaf[i * p.n() + j]);
                }
            }
        }
    }

    private static void columns(Use.Columns c, int from, int to, float[] leaf) {
        for (int row = from; row < to; row++) {
            for (int channel = 0; channel < c.channels(); channel++) {
                int at = (row * c.channels() + channel) * c.inner();
                for (int i = 0; i < c.inner(); i++) {
                    leaf[channel] += c.x()[at + i];
                }
            }
        }
    }

    private static void filter(Convolution.Geometry g, Convolution.Use u, int from, int to, float[] leaf) {
        for (int row = from; row < to; row++) {
            for (int position = 0; position < g.positions(); position++) {
                for (int f = 0; f < g.filters(); f++) {
                    float dy = u.dy()[u.dyo() + row * g.outSize() + f * g.positions() + position];
                    for (int tap = 0; tap < g.taps(); tap++) {
                        int at = f * g.taps() + tap;
                        leaf[at] = Math.fma(dy, tapped(g, u, row, position, tap), leaf[at]);
                    }
                }
            }
        }
    }

    /** The input under a tap of the kernel at an output position; padding counts as +0. */
    private static float tapped(Convolution.Geometry g, Convolution.Use u, int row, int position, int tap) {
        int channel = tap / (g.kernelH() * g.kernelW());
        int y = position / g.outWidth() * g.strideH() - g.padH() + tap / g.kernelW() % g.kernelH();
        int x = position % g.outWidth() * g.strideW() - g.padW() + tap % g.kernelW();
        boolean inside = y >= 0 && y < g.height() && x >= 0 && x < g.width();
        return inside ? u.x()[u.xo() + row * g.inSize() + (channel * g.height() + y) * g.width() + x] : 0f;
    }
}
