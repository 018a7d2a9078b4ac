package dev.lockstep.bench.kernels;

/**
 * A product of matrices.
 *
 * @param name   where it occurs
 * @param kind   NN, NT or TN: which operand is stored transposed
 * @param m      rows of the result
 * @param n      columns of the result
 * @param k      length of the chain
 * @param shards 0 for a plain product, else the leaves of the tree into which k is cut
 */
record ProductShape(String name, String kind, int m, int n, int k, int shards) implements Shape {

    @Override
    public double flops() {
        return 2.0 * m * n * k;
    }

    @Override
    public Sides sides() {
        Products sides = new Products(this);
        Sides.check(this, sides, k);
        return sides;
    }

    @Override
    public String toString() {
        return kind + " " + m + "x" + n + "x" + k + (shards == 0 ? "" : "/" + shards) + " " + name;
    }
}
