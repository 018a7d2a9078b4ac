package dev.lockstep.common.nn;

import dev.lockstep.common.autodiff.RangeRows;
import dev.lockstep.common.autodiff.Reduce;
import dev.lockstep.common.autodiff.StepKey;
import dev.lockstep.common.autodiff.Tape;
import dev.lockstep.common.autodiff.Variable;
import dev.lockstep.common.kernel.Workspace;
import dev.lockstep.common.reduce.Scalars;
import dev.lockstep.common.tensor.Storage;
import java.util.Arrays;
import java.util.List;

/**
 * What a slot does with a range: forward, backward, and the sums at the range's nodes. For one thread; reusable, and once
 * warm without allocating a buffer. A range is one batch in memory: who has more rows than fit cuts the range.
 */
public final class RangePass {

    private final Network network;
    private final Workspace workspace = new Workspace();
    private final Tape tape = new Tape(workspace);

    public RangePass(Network network) {
        this.network = network;
    }

    /**
     * Sums of losses and of their gradients over a range: of the SUM of the examples' losses, to be divided by the total
     * weight once the tree is complete.
     *
     * @param parameters the version, {@code layout().total()} floats
     * @param features   a row of {@code input().size()} floats per example of the range
     * @param nodes      for each node of the plan a vector of {@code layout().total()} floats; the caller's, before and
     *                   after: the pass writes each element once, and does not touch it after telling the sink
     */
    public void train(Storage parameters, float[] features, Targets targets, RangeRows range, StepKey key,
            float[][] nodes, RangeSink sink) {
        check(parameters, features, range.rows());
        for (float[] node : nodes) {
            if (node.length < parameters.length()) {
                throw new IllegalArgumentException("a node's gradient needs " + parameters.length()
                        + " floats, got room for " + node.length);
            }
        }
        tape.start(parameters, range, key);
        Variable output = network.forward(tape.constant(network.input(), features, 0));
        Variable losses = Losses.perExample(network.loss(), output, targets);
        int[] nonFinite = firstNonFinite(parameters, features, range, key, losses);
        List<Scalars> scalars = NodeScalars.of(range, network.loss(), output, losses, targets, nonFinite);
        for (int node = 0; node < scalars.size(); node++) {
            sink.scalars(node, scalars.get(node));
        }
        tape.backward(Reduce.sum(losses), nodes, p -> sink.gradient(p.offset(), p.size(), nodes));
    }

    /** Losses and metrics alone, without dropout: a value for each node of the range's plan. */
    public List<Scalars> evaluate(Storage parameters, float[] features, Targets targets, RangeRows range) {
        check(parameters, features, range.rows());
        tape.startForwardOnly(parameters, range);
        Variable output = network.forward(tape.constant(network.input(), features, 0));
        Variable losses = Losses.perExample(network.loss(), output, targets);
        int[] nonFinite = firstNonFinite(parameters, features, range, null, losses);
        return NodeScalars.of(range, network.loss(), output, losses, targets, nonFinite);
    }

    /**
     * What the network says of examples, a row of {@code outputs()} floats each: probabilities of the classes or of binary
     * targets, or values.
     *
     * @param out receives the rows
     */
    public void predict(Storage parameters, float[] features, int rows, float[] out) {
        check(parameters, features, rows);
        tape.startForwardOnly(parameters, RangeRows.single(rows));
        Losses.predict(network.loss(), network.forward(tape.constant(network.input(), features, 0)), out);
    }

    /** The class of a row of probabilities: the first maximum. */
    public static int predictedClass(float[] probabilities, int from, int classes) {
        return Losses.firstMaximum(probabilities, from, classes);
    }

    /** Buffers allocated so far; a warm pass adds none. */
    public long allocations() {
        return tape.allocations();
    }

    private void check(Storage parameters, float[] features, int rows) {
        if (parameters.length() != network.layout().total()) {
            throw new IllegalArgumentException("the network has " + network.layout().total() + " parameters, got "
                    + parameters.length());
        }
        if (features.length < (long) rows * network.input().size()) {
            throw new IllegalArgumentException(rows + " rows of shape " + network.input() + " do not fit into "
                    + features.length + " floats");
        }
    }

    /**
     * For each shard with a loss that is not finite, the first layer with such an output. Computed again layer by layer,
     * since a fused tanh or sigmoid hides an infinity.
     */
    private int[] firstNonFinite(Storage parameters, float[] features, RangeRows range, StepKey key, Variable losses) {
        int[] found = new int[range.rowEnds().length];
        Arrays.fill(found, Scalars.ALL_FINITE);
        if (allFinite(losses, 0, range.rows())) {
            return found;
        }
        Tape again = new Tape(workspace);
        if (key == null) {
            again.startForwardOnly(parameters, range);
        } else {
            again.start(parameters, range, key);
        }
        List<Variable> outputs = network.forwardEach(again.constant(network.input(), features, 0));
        int from = 0;
        for (int shard = 0; shard < found.length; shard++) {
            int to = range.rowEnds()[shard];
            if (!allFinite(losses, from, to)) {
                int layer = 0;
                while (layer < outputs.size() && allFinite(outputs.get(layer), from, to)) {
                    layer++;
                }
                found[shard] = layer == outputs.size() ? network.layers().size() : layer;
            }
            from = to;
        }
        return found;
    }

    private static boolean allFinite(Variable x, int fromRow, int toRow) {
        int end = x.offset() + toRow * x.width();
        for (int i = x.offset() + fromRow * x.width(); i < end; i++) {
            if (!Float.isFinite(x.values()[i])) {
                return false;
            }
        }
        return true;
    }
}
