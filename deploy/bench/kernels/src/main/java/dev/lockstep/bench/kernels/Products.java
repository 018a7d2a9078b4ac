package dev.lockstep.bench.kernels;

import dev.lockstep.common.kernel.Activation;
import dev.lockstep.common.kernel.MatrixProduct;
import dev.lockstep.common.kernel.ShardSums;
import dev.lockstep.common.kernel.Workspace;
import dev.lockstep.common.reduce.ShardCut;
import dev.lockstep.common.reduce.ShardTree;
import dev.lockstep.common.reduce.SumPlan;
import java.util.List;
import java.util.SplittableRandom;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.openblas.global.openblas;

/** One product of matrices. */
final class Products implements Sides {

    private final ProductShape shape;
    private final boolean ta;
    private final boolean tb;
    private final float[] a;
    private final float[] b;
    private final float[] c;
    private final Workspace workspace = new Workspace();
    private final SumPlan plan;
    private final int[] rowEnds;
    private final List<ShardSums.Use> uses;
    private final FloatPointer nativeA;
    private final FloatPointer nativeB;
    private final FloatPointer nativeC;

    Products(ProductShape shape) {
        this.shape = shape;
        ta = shape.kind().charAt(0) == 'T';
        tb = shape.kind().charAt(1) == 'T';
        SplittableRandom random = new SplittableRandom(1);
        a = Sides.floats(random, shape.m() * shape.k());
        b = Sides.floats(random, shape.k() * shape.n());
        c = new float[shape.m() * shape.n()];
        int shards = Math.max(1, shape.shards());
        ShardTree tree = new ShardTree(shards);
        plan = tree.plan(tree.whole());
        rowEnds = ShardCut.rowEnds(tree.whole(), shape.k(), shards);
        uses = List.of(new ShardSums.Use(a, 0, shape.m(), b, 0, shape.n()));
        openblas.blas_set_num_threads(1);
        nativeA = new FloatPointer(a);
        nativeB = new FloatPointer(b);
        nativeC = new FloatPointer(c);
    }

    @Override
    public float[] ours() {
        if (shape.shards() > 0) {
            ShardSums.products(plan, rowEnds, shape.m(), shape.n(), uses, new float[][]{c}, 0, workspace);
        } else {
            MatrixProduct.multiply(ta, tb, shape.m(), shape.n(), shape.k(), a, 0, ta ? shape.m() : shape.k(), b, 0,
                    tb ? shape.k() : shape.n(), c, 0, shape.n(), null, 0, Activation.NONE, workspace);
        }
        return c;
    }

    @Override
    public FloatPointer openBlas() {
        openblas.cblas_sgemm(openblas.CblasRowMajor, ta ? openblas.CblasTrans : openblas.CblasNoTrans,
                tb ? openblas.CblasTrans : openblas.CblasNoTrans, shape.m(), shape.n(), shape.k(), 1f, nativeA,
                ta ? shape.m() : shape.k(), nativeB, tb ? shape.k() : shape.n(), 0f, nativeC, shape.n());
        return nativeC;
    }
}
