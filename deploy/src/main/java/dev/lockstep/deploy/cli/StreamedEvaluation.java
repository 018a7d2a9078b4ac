package dev.lockstep.deploy.cli;

import dev.lockstep.common.data.DataFault;
import dev.lockstep.common.data.ExampleStream;
import dev.lockstep.common.data.Examples;
import dev.lockstep.common.nn.Network;
import dev.lockstep.common.nn.RangePass;
import dev.lockstep.common.nn.Targets;
import dev.lockstep.common.reduce.EvaluationPlan;
import dev.lockstep.common.reduce.Scalars;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * Loss and metrics of a stream whose length is not known beforehand, along the tree of {@link EvaluationPlan}: shards are
 * added like a binary counter, which is that tree from the left, and what remains is joined from the right, where a node
 * without a right child is its left one.
 */
final class StreamedEvaluation {

    /** A finished node on the counter's stack. */
    private record Sum(int level, Scalars scalars) {}

    private final Deque<Sum> stack = new ArrayDeque<>();

    private StreamedEvaluation() {}

    /** The sums over all examples; empty when there is none. */
    static Optional<Scalars> of(TrainedModel model, ExampleStream stream) throws DataFault {
        StreamedEvaluation sums = new StreamedEvaluation();
        RangePass pass = new RangePass(model.network());
        for (Examples chunk = stream.next(EvaluationPlan.SHARD_EXAMPLES); chunk.size() > 0; chunk = stream
                .next(EvaluationPlan.SHARD_EXAMPLES)) {
            sums.add(pass.evaluate(model.parameters(), features(chunk), targets(chunk, model.network()),
                    chunk.size()));
        }
        return sums.root();
    }

    private void add(Scalars shard) {
        Sum sum = new Sum(0, shard);
        while (!stack.isEmpty() && stack.peek().level() == sum.level()) {
            sum = new Sum(sum.level() + 1, stack.pop().scalars().plus(sum.scalars()));
        }
        stack.push(sum);
    }

    private Optional<Scalars> root() {
        return stack.stream().map(Sum::scalars).reduce((right, left) -> left.plus(right));
    }

    static float[] features(Examples chunk) {
        int width = chunk.shape().size();
        float[] features = new float[Math.multiplyExact(chunk.size(), width)];
        for (int row = 0; row < chunk.size(); row++) {
            chunk.copyFeatures(row, features, row * width);
        }
        return features;
    }

    private static Targets targets(Examples chunk, Network network) {
        if (network.loss().isClassification()) {
            int[] labels = new int[chunk.size()];
            for (int row = 0; row < labels.length; row++) {
                labels[row] = chunk.label(row);
            }
            return new Targets.Classes(labels);
        }
        float[] values = new float[Math.multiplyExact(chunk.size(), chunk.targets())];
        for (int row = 0; row < chunk.size(); row++) {
            chunk.copyTargets(row, values, row * chunk.targets());
        }
        return new Targets.Values(values);
    }
}
