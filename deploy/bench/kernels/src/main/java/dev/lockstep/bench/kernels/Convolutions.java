package dev.lockstep.bench.kernels;

import dev.lockstep.common.kernel.Activation;
import dev.lockstep.common.kernel.Convolution;
import dev.lockstep.common.kernel.Convolution.Geometry;
import dev.lockstep.common.kernel.Workspace;
import dev.lockstep.common.reduce.ShardCut;
import dev.lockstep.common.reduce.ShardTree;
import dev.lockstep.common.reduce.SumPlan;
import java.util.List;
import java.util.SplittableRandom;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.openblas.global.openblas;

/**
 * One convolution over a batch. Our side starts from images; OpenBLAS from patches that are unrolled beforehand, and
 * multiplies them: one product an example, [rows, links] by [links, positions], or for a weight gradient [filters,
 * positions] by [positions, taps], added to the examples before it. One product of the whole batch would be three times
 * slower for the weight gradient of one channel of 28x28.
 */
final class Convolutions implements Sides {

    private final ConvolutionShape shape;
    private final Geometry g;
    private final float[] images;
    private final float[] weights;
    private final float[] gradients;
    private final float[] result;
    private final Workspace workspace = new Workspace();
    private final SumPlan plan;
    private final int[] rowEnds;
    private final List<Convolution.Use> uses;
    private final FloatPointer nativeLeft;
    private final FloatPointer nativePatches;
    private final FloatPointer nativeResult;

    Convolutions(ConvolutionShape shape) {
        this.shape = shape;
        g = shape.geometry();
        SplittableRandom random = new SplittableRandom(1);
        images = Sides.floats(random, shape.examples() * g.inSize());
        weights = Sides.floats(random, g.filters() * g.taps());
        gradients = Sides.floats(random, shape.examples() * g.outSize());
        int shards = Math.max(1, shape.shards());
        ShardTree tree = new ShardTree(shards);
        plan = tree.plan(tree.whole());
        rowEnds = ShardCut.rowEnds(tree.whole(), shape.examples(), shards);
        uses = List.of(new Convolution.Use(images, 0, gradients, 0));
        openblas.blas_set_num_threads(1);
        switch (shape.pass()) {
            case FORWARD -> {
                result = new float[shape.examples() * g.outSize()];
                nativeLeft = new FloatPointer(weights);
                nativePatches = new FloatPointer(Patches.byExample(g, shape.examples(), images));
            }
            case INPUT_GRADIENT -> {
                result = new float[shape.examples() * g.inSize()];
                nativeLeft = new FloatPointer(Patches.turnedAround(g, weights));
                nativePatches = new FloatPointer(
                        Patches.byExample(Patches.mirrored(g), shape.examples(), gradients));
            }
            case WEIGHT_GRADIENT -> {
                result = new float[g.filters() * g.taps()];
                nativeLeft = new FloatPointer(gradients);
                nativePatches = new FloatPointer(Patches.byExample(g, shape.examples(), images));
            }
            default -> throw new IllegalStateException("no such pass: " + shape.pass());
        }
        nativeResult = new FloatPointer(new float[result.length]);
    }

    @Override
    public float[] ours() {
        switch (shape.pass()) {
            case FORWARD -> Convolution.forward(g, shape.examples(), images, 0, weights, 0, null, 0, Activation.NONE,
                    result, 0, workspace);
            case INPUT_GRADIENT -> Convolution.inputGradient(g, shape.examples(), gradients, 0, weights, 0, result, 0,
                    workspace);
            case WEIGHT_GRADIENT -> Convolution.weightGradient(g, plan, rowEnds, uses, new float[][]{result}, 0,
                    workspace);
        }
        return result;
    }

    @Override
    public FloatPointer openBlas() {
        switch (shape.pass()) {
            case FORWARD -> productsByExample(g.filters(), g.positions(), g.taps());
            case INPUT_GRADIENT -> productsByExample(g.channels(), g.height() * g.width(), shape.links());
            case WEIGHT_GRADIENT -> sumOfProducts(g.filters(), g.taps(), g.positions());
        }
        return nativeResult;
    }

    private void productsByExample(int rows, int positions, int links) {
        for (int example = 0; example < shape.examples(); example++) {
            nativePatches.position((long) example * links * positions);
            nativeResult.position((long) example * rows * positions);
            openblas.cblas_sgemm(openblas.CblasRowMajor, openblas.CblasNoTrans, openblas.CblasNoTrans, rows, positions,
                    links, 1f, nativeLeft, links, nativePatches, positions, 0f, nativeResult, positions);
        }
        nativePatches.position(0);
        nativeResult.position(0);
    }

    private void sumOfProducts(int filters, int taps, int positions) {
        for (int example = 0; example < shape.examples(); example++) {
            nativeLeft.position((long) example * filters * positions);
            nativePatches.position((long) example * taps * positions);
            openblas.cblas_sgemm(openblas.CblasRowMajor, openblas.CblasNoTrans, openblas.CblasTrans, filters, taps,
                    positions, 1f, nativeLeft, positions, nativePatches, positions, example == 0 ? 0f : 1f,
                    nativeResult, taps);
        }
        nativeLeft.position(0);
        nativePatches.position(0);
    }
}
