package dev.lockstep.common.nn;

import dev.lockstep.common.autodiff.RangeRows;
import dev.lockstep.common.autodiff.StepKey;
import dev.lockstep.common.kernel.NodeSums;
import dev.lockstep.common.reduce.Combiner;
import dev.lockstep.common.reduce.Completion;
import dev.lockstep.common.reduce.Node;
import dev.lockstep.common.reduce.Scalars;
import dev.lockstep.common.reduce.ShardCut;
import dev.lockstep.common.reduce.ShardRange;
import dev.lockstep.common.reduce.ShardTree;
import dev.lockstep.common.tensor.Storage;
import java.util.Arrays;
import java.util.List;

/** The root of a batch that was cut into ranges, each computed by a pass of its own. */
record Gathered(float[] gradient, Scalars scalars) {

    private record Partial(float[] gradient, Scalars scalars) {}

    /** @param cuts first shards of the ranges after the first one, rising */
    static Gathered over(Network network, Storage parameters, float[] features, Targets targets,
            int examples, int shards, int... cuts) {
        return over(network, parameters, features, targets, examples, new ShardTree(shards), cuts);
    }

    static Gathered over(Network network, Storage parameters, float[] features, Targets targets,
            int examples, ShardTree tree, int... cuts) {
        Completion<Partial> completion = new Completion<>(tree, new Combiner<>() {
            @Override
            public Partial add(Partial left, Partial right) {
                NodeSums.addInto(tree.precision(), new Storage(left.gradient, 0, left.gradient.length),
                        new Storage(right.gradient, 0, right.gradient.length));
                return new Partial(left.gradient, left.scalars.plus(right.scalars));
            }

            @Override
            public void release(Partial partial) {}
        });
        RangePass pass = new RangePass(network);
        for (int i = cuts.length; i >= 0; i--) {
            ShardRange range = new ShardRange(i == 0 ? 0 : cuts[i - 1], i == cuts.length ? tree.shards() : cuts[i]);
            offer(completion, network, pass, parameters, features, targets, examples, tree, range);
        }
        Partial root = completion.take(tree.root());
        return new Gathered(root.gradient, root.scalars);
    }

    private static void offer(Completion<Partial> completion, Network network, RangePass pass, Storage parameters,
            float[] features, Targets targets, int examples, ShardTree tree, ShardRange range) {
        int first = ShardCut.start(range.lo(), examples, tree.shards());
        RangeRows rows = RangeRows.of(tree, range, examples);
        int width = network.input().size();
        float[][] nodes = new float[rows.nodes()][network.layout().total()];
        for (float[] node : nodes) {
            Arrays.fill(node, Float.NaN);
        }
        Scalars[] scalars = new Scalars[rows.nodes()];
        pass.train(parameters, Arrays.copyOfRange(features, first * width, (first + rows.rows()) * width),
                targets.rows(first, first + rows.rows(), network.outputs()), rows,
                new StepKey(7, 3, first), nodes, new RangeSink() {
                    @Override
                    public void scalars(int node, Scalars sums) {
                        scalars[node] = sums;
                    }

                    @Override
                    public void gradient(int offset, int length, float[][] buffers) {}
                });
        List<Node> names = rows.plan().nodes();
        for (int i = 0; i < names.size(); i++) {
            completion.offer(names.get(i), new Partial(nodes[i], scalars[i]));
        }
    }
}
