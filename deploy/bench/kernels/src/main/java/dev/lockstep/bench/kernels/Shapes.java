package dev.lockstep.bench.kernels;

import dev.lockstep.bench.kernels.ConvolutionShape.Pass;
import dev.lockstep.common.kernel.Convolution.Geometry;
import java.util.List;

/** The rows of the table. */
final class Shapes {

    private static final Geometry CONV_1 = new Geometry(1, 28, 28, 32, 3, 3, 1, 1, 1, 1);
    private static final Geometry CONV_2 = new Geometry(32, 14, 14, 64, 3, 3, 1, 1, 1, 1);

    /** Squares, wide layers, and the products and convolutions of the two Fashion-MNIST examples. */
    static final List<Shape> ALL = List.of(new ProductShape("square", "NN", 1024, 1024, 1024, 0),
            new ProductShape("square", "NT", 1024, 1024, 1024, 0), new ProductShape("square", "NN", 64, 64, 64, 0),
            new ProductShape("wide dW", "TN", 2048, 2048, 64, 0), new ProductShape("wide dW", "TN", 2048, 2048, 128, 8),
            new ProductShape("wide dW", "TN", 2048, 2048, 128, 16),
            new ProductShape("mlp forward 1", "NN", 128, 512, 784, 0),
            new ProductShape("mlp forward 2", "NN", 128, 256, 512, 0),
            new ProductShape("mlp forward 3", "NN", 128, 10, 256, 0),
            new ProductShape("mlp dX 3", "NT", 128, 256, 10, 0), new ProductShape("mlp dX 2", "NT", 128, 512, 256, 0),
            new ProductShape("as mlp dX 1", "NT", 128, 784, 512, 0),
            new ProductShape("mlp dW 1", "TN", 784, 512, 128, 8), new ProductShape("mlp dW 1", "TN", 784, 512, 128, 16),
            new ProductShape("mlp dW 2", "TN", 512, 256, 128, 8), new ProductShape("mlp dW 2", "TN", 512, 256, 128, 16),
            new ProductShape("mlp dW 3", "TN", 256, 10, 128, 8), new ProductShape("mlp dW 3", "TN", 256, 10, 128, 16),
            new ConvolutionShape("cnn conv 1", Pass.FORWARD, CONV_1, 64, 0),
            new ConvolutionShape("cnn conv 2", Pass.FORWARD, CONV_2, 64, 0),
            new ConvolutionShape("cnn conv 2 dX", Pass.INPUT_GRADIENT, CONV_2, 64, 0),
            new ConvolutionShape("cnn conv 1 dW", Pass.WEIGHT_GRADIENT, CONV_1, 64, 8),
            new ConvolutionShape("cnn conv 2 dW", Pass.WEIGHT_GRADIENT, CONV_2, 64, 8),
            new ProductShape("cnn dense 1", "NN", 64, 128, 3136, 0),
            new ProductShape("cnn dense 1 dX", "NT", 64, 3136, 128, 0),
            new ProductShape("cnn dense 1 dW", "TN", 3136, 128, 64, 8),
            new ProductShape("cnn dense 2", "NN", 64, 10, 128, 0),
            new ProductShape("cnn dense 2 dX", "NT", 64, 128, 10, 0),
            new ProductShape("cnn dense 2 dW", "TN", 128, 10, 64, 8));

    private Shapes() {}
}
