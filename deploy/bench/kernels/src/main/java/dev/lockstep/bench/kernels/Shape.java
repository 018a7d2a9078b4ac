package dev.lockstep.bench.kernels;

import java.util.List;

/**
 * A product that training needs.
 *
 * @param name   where it occurs
 * @param kind   NN, NT or TN: which operand is stored transposed
 * @param m      rows of the result
 * @param n      columns of the result
 * @param k      length of the chain
 * @param shards 0 for a plain product, else the leaves of the tree into which k is cut
 */
public record Shape(String name, String kind, int m, int n, int k, int shards) {

    /** The shapes of the design, and every product of the two Fashion-MNIST examples. */
    public static final List<Shape> ALL = List.of(new Shape("design", "NN", 128, 512, 784, 0),
            new Shape("design", "NN", 1024, 1024, 1024, 0), new Shape("design", "TN", 2048, 2048, 64, 0),
            new Shape("design", "NT", 128, 784, 512, 0), new Shape("design", "NT", 1024, 1024, 1024, 0),
            new Shape("design", "NN", 64, 64, 64, 0), new Shape("design", "NN", 128, 10, 256, 0),
            new Shape("mlp forward 2", "NN", 128, 256, 512, 0), new Shape("mlp dX 3", "NT", 128, 256, 10, 0),
            new Shape("mlp dX 2", "NT", 128, 512, 256, 0), new Shape("mlp dW 1", "TN", 784, 512, 128, 8),
            new Shape("mlp dW 1", "TN", 784, 512, 128, 16), new Shape("mlp dW 2", "TN", 512, 256, 128, 8),
            new Shape("mlp dW 2", "TN", 512, 256, 128, 16), new Shape("mlp dW 3", "TN", 256, 10, 128, 8),
            new Shape("mlp dW 3", "TN", 256, 10, 128, 16), new Shape("cnn conv 1", "NN", 32, 784, 9, 0),
            new Shape("cnn conv 2", "NN", 64, 196, 288, 0), new Shape("cnn conv 2 dX", "NN", 32, 196, 576, 0),
            new Shape("cnn conv 1 dW", "NT", 32, 9, 784, 0), new Shape("cnn conv 2 dW", "NT", 64, 288, 196, 0),
            new Shape("cnn dense 1", "NN", 64, 128, 3136, 0), new Shape("cnn dense 1 dX", "NT", 64, 3136, 128, 0),
            new Shape("cnn dense 1 dW", "TN", 3136, 128, 64, 8), new Shape("cnn dense 2", "NN", 64, 10, 128, 0),
            new Shape("cnn dense 2 dX", "NT", 64, 128, 10, 0), new Shape("cnn dense 2 dW", "TN", 128, 10, 64, 8));

    public double flops() {
        return 2.0 * m * n * k;
    }

    @Override
    public String toString() {
        return kind + " " + m + "x" + n + "x" + k + (shards == 0 ? "" : "/" + shards) + " " + name;
    }
}
