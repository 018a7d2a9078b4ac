package dev.lockstep.common.nn;

import dev.lockstep.common.autodiff.ParameterGate;
import dev.lockstep.common.autodiff.RangeRows;
import dev.lockstep.common.autodiff.Reduce;
import dev.lockstep.common.autodiff.StepKey;
import dev.lockstep.common.autodiff.Tape;
import dev.lockstep.common.autodiff.Variable;
import dev.lockstep.common.kernel.Workspace;
import dev.lockstep.common.reduce.Scalars;
import dev.lockstep.common.tensor.Storage;
import dev.lockstep.common.trace.Trace;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * What a slot does with a range: forward, backward, and the sums at the range's nodes. For one thread; reusable, and once
 * warm without allocating a buffer. A range that is trained is one batch in memory: who has more rows than fit
 * (see {@link PassMemory}) cuts the range.
 */
public final class RangePass {

    private static final int LOSS = Trace.name("loss");

    private final Network network;
    private final int forwardRows;
    private final Workspace workspace = new Workspace();
    private final Tape tape = new Tape(workspace);

    public RangePass(Network network) {
        this(network, PassMemory.BUDGET_FLOATS);
    }

    /** @param budgetFloats for the rows that are computed forward at a time; one is always allowed */
    RangePass(Network network, long budgetFloats) {
        this.network = network;
        this.forwardRows = Math.max(1, network.forwardMemory().rowsWithin(budgetFloats));
    }

    /** @param condition asked before each operation: when it holds, the pass ends with an {@code AbandonedException} */
    public void abandonWhen(BooleanSupplier condition) {
        tape.abandonWhen(condition);
    }

    /** @param gate passed before an operation reads a parameter, which may still be to come */
    public void readThrough(ParameterGate gate) {
        tape.readThrough(gate);
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
        long began = tape.enter(LOSS);
        Variable losses = LossRules.perExample(network.loss(), output, targets);
        tape.leave(began);
        int[] nonFinite = firstNonFinite(parameters, features, 0, range, key, losses);
        List<Scalars> scalars = NodeScalars.of(range, network.loss(), output, losses, targets, nonFinite);
        for (int node = 0; node < scalars.size(); node++) {
            sink.scalars(node, scalars.get(node));
        }
        int[] told = new int[1];
        tape.backward(Reduce.sum(losses), nodes, p -> {
            told[0] += p.size();
            sink.gradient(p.offset(), p.size(), nodes);
        });
        if (told[0] != network.layout().total()) {
            throw new IllegalStateException(
                    "the network has " + network.layout().total() + " parameters, and its layers"
                            + " used " + told[0]);
        }
    }

    /**
     * Losses and metrics alone, without dropout, of examples that are one shard: summed in order. More rows than fit are
     * computed in turn, and the sums go on.
     */
    public Scalars evaluate(Storage parameters, float[] features, Targets targets, int rows) {
        check(parameters, features, rows);
        Scalars sum = Scalars.ZERO;
        for (int from = 0; from < rows; from += forwardRows) {
            int to = Math.min(rows, from + forwardRows);
            Targets own = to - from == rows ? targets : targets.rows(from, to, network.outputs());
            RangeRows range = RangeRows.single(to - from);
            Variable output = forward(parameters, features, from, range);
            Variable losses = LossRules.perExample(network.loss(), output, own);
            int[] nonFinite = firstNonFinite(parameters, features, from, range, null, losses);
            sum = NodeScalars.goOn(sum, 0, range.rows(), network.loss(), output, losses, own, nonFinite[0]);
        }
        return sum;
    }

    /**
     * What the network says of examples, a row of {@code outputs()} floats each: probabilities of the classes or of binary
     * targets, or values.
     *
     * @param out     receives the rows
     * @param classes for cross-entropy receives the class of each row: the first maximum of the logits, as in an
     *                evaluation (two probabilities may be rounded to the same number); else it is left alone
     */
    public void predict(Storage parameters, float[] features, int rows, float[] out, int[] classes) {
        check(parameters, features, rows);
        for (int from = 0; from < rows; from += forwardRows) {
            int to = Math.min(rows, from + forwardRows);
            Variable output = forward(parameters, features, from, RangeRows.single(to - from));
            LossRules.predict(network.loss(), output, out, from * network.outputs());
            if (network.loss().isClassification()) {
                for (int row = from; row < to; row++) {
                    classes[row] = LossRules.predictedClass(output, row - from);
                }
            }
        }
    }

    private Variable forward(Storage parameters, float[] features, int fromRow, RangeRows range) {
        tape.startForwardOnly(parameters, range);
        return network.forward(tape.constant(network.input(), features, fromRow * network.input().size()));
    }

    /** Buffers allocated so far; a warm pass adds none. */
    public long allocations() {
        return tape.allocations();
    }

    /** Elements of all buffers that the tape holds, scratch memory apart. */
    long elements() {
        return tape.elements();
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
    private int[] firstNonFinite(Storage parameters, float[] features, int fromRow, RangeRows range, StepKey key,
            Variable losses) {
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
        List<Variable> outputs = network
                .forwardEach(again.constant(network.input(), features, fromRow * network.input().size()));
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
