package dev.lockstep.bench.kernels;

import dev.lockstep.bench.kernels.ConvolutionShape.Pass;
import dev.lockstep.common.kernel.Convolution.Geometry;
import java.util.ArrayList;
import java.util.List;

/** The rows of the table: every product of four networks, forward and backward, and a few others. */
final class Shapes {

    /** Shards of the weight gradients whose rows count. */
    private static final int SHARDS = 16;
    /** Shards of weight gradients that are shown beside them. */
    private static final int[] OTHER_SHARDS = {8, 64};
    private static final int PIXELS = 784;
    private static final Geometry CONV_1 = new Geometry(1, 28, 28, 32, 3, 3, 1, 1, 1, 1);
    private static final Geometry CONV_2 = new Geometry(32, 14, 14, 64, 3, 3, 1, 1, 1, 1);
    private static final int CNN_BATCH = 64;

    /** Products of the networks, a weight gradient over {@link #SHARDS} shards: what the geometric mean is over. */
    static final List<Shape> COUNTED = new ArrayList<>();
    /** The same weight gradients over other numbers of shards, and squares. */
    static final List<Shape> BESIDE = new ArrayList<>();
    /** All rows. */
    static final List<Shape> ALL = new ArrayList<>();

    static {
        dense("small", 64, PIXELS, 128, 10);
        dense("mlp", 128, PIXELS, 512, 256, 10);
        dense("big", 128, PIXELS, 2048, 2048, 10);
        convolution("cnn conv 1", CONV_1, false);
        convolution("cnn conv 2", CONV_2, true);
        layer("cnn dense 1", CNN_BATCH, CONV_2.filters() * 7 * 7, 128, true);
        layer("cnn dense 2", CNN_BATCH, 128, 10, true);
        BESIDE.add(new ProductShape("square", "NN", 1024, 1024, 1024, 0));
        BESIDE.add(new ProductShape("square", "NT", 1024, 1024, 1024, 0));
        BESIDE.add(new ProductShape("square", "NN", 64, 64, 64, 0));
        BESIDE.add(new ProductShape("wide dW", "TN", 2048, 2048, 64, 0));
        ALL.addAll(COUNTED);
        ALL.addAll(BESIDE);
    }

    private Shapes() {}

    /** A network of dense layers: nobody needs the gradient by its input. */
    private static void dense(String name, int batch, int... widths) {
        for (int i = 1; i < widths.length; i++) {
            layer(name + " " + i, batch, widths[i - 1], widths[i], i > 1);
        }
    }

    private static void layer(String name, int batch, int in, int out, boolean backward) {
        COUNTED.add(new ProductShape(name, "NN", batch, out, in, 0));
        if (backward) {
            COUNTED.add(new ProductShape(name + " dX", "NT", batch, in, out, 0));
        }
        COUNTED.add(new ProductShape(name + " dW", "TN", in, out, batch, SHARDS));
        for (int shards : OTHER_SHARDS) {
            BESIDE.add(new ProductShape(name + " dW", "TN", in, out, batch, shards));
        }
    }

    private static void convolution(String name, Geometry g, boolean backward) {
        COUNTED.add(new ConvolutionShape(name, Pass.FORWARD, g, CNN_BATCH, 0));
        if (backward) {
            COUNTED.add(new ConvolutionShape(name + " dX", Pass.INPUT_GRADIENT, g, CNN_BATCH, 0));
        }
        COUNTED.add(new ConvolutionShape(name + " dW", Pass.WEIGHT_GRADIENT, g, CNN_BATCH, SHARDS));
        for (int shards : OTHER_SHARDS) {
            BESIDE.add(new ConvolutionShape(name + " dW", Pass.WEIGHT_GRADIENT, g, CNN_BATCH, shards));
        }
    }
}
