package dev.lockstep.bench.kernels;

import dev.lockstep.common.kernel.Convolution.Geometry;

/**
 * A convolution with stride 1, over a batch.
 *
 * @param name     where it occurs
 * @param pass     which of the passes
 * @param geometry strides are 1
 * @param examples in the batch
 * @param shards   leaves of the tree into which a weight gradient's batch is cut; else 0
 */
record ConvolutionShape(String name, Pass pass, Geometry geometry, int examples, int shards) implements Shape {

    /** What is computed. */
    enum Pass {
        FORWARD, INPUT_GRADIENT, WEIGHT_GRADIENT
    }

    ConvolutionShape {
        if (geometry.strideH() != 1 || geometry.strideW() != 1) {
            throw new IllegalArgumentException("patches are for stride 1, not " + geometry);
        }
    }

    /** Links of one chain, taps in the padding counted. */
    int links() {
        return switch (pass) {
            case FORWARD -> geometry.taps();
            case INPUT_GRADIENT -> geometry.filters() * geometry.kernelH() * geometry.kernelW();
            case WEIGHT_GRADIENT -> examples * geometry.positions();
        };
    }

    private double chains() {
        return switch (pass) {
            case FORWARD -> (double) examples * geometry.outSize();
            case INPUT_GRADIENT -> (double) examples * geometry.inSize();
            case WEIGHT_GRADIENT -> (double) geometry.filters() * geometry.taps();
        };
    }

    @Override
    public double flops() {
        return 2 * chains() * links();
    }

    @Override
    public Sides sides() {
        Convolutions sides = new Convolutions(this);
        Sides.check(this, sides, links());
        return sides;
    }

    @Override
    public String toString() {
        Geometry g = geometry;
        return "conv " + examples + "x" + g.channels() + "x" + g.height() + "x" + g.width() + " " + g.filters() + "x"
                + g.kernelH() + "x" + g.kernelW() + (shards == 0 ? "" : "/" + shards) + " " + name;
    }
}
