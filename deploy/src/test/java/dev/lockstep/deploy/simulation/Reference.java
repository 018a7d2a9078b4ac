package dev.lockstep.deploy.simulation;

import dev.lockstep.common.optim.BlockUpdate;
import dev.lockstep.common.optim.GlobalNorm;
import dev.lockstep.common.optim.Optimizer;
import dev.lockstep.common.optim.Schedule;
import dev.lockstep.common.optim.StepScale;
import dev.lockstep.common.reduce.Node;
import dev.lockstep.common.reduce.Scalars;
import dev.lockstep.common.reduce.ShardTree;
import dev.lockstep.common.tensor.BlockLayout;
import dev.lockstep.common.tensor.Storage;
import dev.lockstep.proto.DataPart;
import java.util.ArrayList;
import java.util.List;

/**
 * What a run of a workload must give: worked out by the formulas alone, node by node from the root down, by nobody's
 * message and nobody's state machine.
 */
final class Reference {

    private final Workload work;
    private final ShardTree tree;
    private final BlockLayout layout;
    private final List<float[]> versions = new ArrayList<>();
    private final List<Double> losses = new ArrayList<>();

    Reference(Workload work) {
        this.work = work;
        this.tree = work.tree();
        this.layout = work.layout();
        train();
    }

    /** The parameters after so many steps. */
    float[] version(long version) {
        return versions.get((int) version);
    }

    /** Mean loss of a step, counted from 0. */
    double loss(long step) {
        return losses.get((int) step);
    }

    /** Mean loss of a part at a version. */
    double loss(DataPart part, long version) {
        ShardTree over = work.tree(part);
        return scalars(over, over.root(), part, version).meanLoss();
    }

    private void train() {
        Optimizer optimizer = Optimizer.create(work.optimizer());
        Schedule schedule = new Schedule(work.optimizer());
        Storage now = Gradients.initial(layout);
        List<Storage> state = state(optimizer);
        versions.add(now.array());
        for (long step = 0; step < work.steps(); step++) {
            Scalars total = scalars(tree, tree.root(), DataPart.TRAIN, step);
            losses.add(total.meanLoss());
            List<Storage> sums = new ArrayList<>();
            for (int block = 0; block < layout.blocks(); block++) {
                sums.add(gradient(tree.root(), step, block));
            }
            StepScale scale = scale(sums, total.weight());
            Storage next = Storage.allocate(layout.floats());
            List<Storage> nextState = state(optimizer);
            for (int block = 0; block < layout.blocks(); block++) {
                optimizer.step(step, schedule.rate(step), scale, new BlockUpdate(layout.of(now, block), sums.get(block),
                        slices(state, block), layout.of(next, block), slices(nextState, block)));
            }
            now = next;
            state = nextState;
            versions.add(now.array());
        }
    }

    private StepScale scale(List<Storage> sums, double weight) {
        return work.optimizer().clipNorm().isEmpty()
                ? StepScale.of(weight)
                : new StepScale((float) weight, GlobalNorm.clipFactor(GlobalNorm.ofGradient(sums, weight),
                        work.optimizer().clipNorm().getAsDouble()));
    }

    private List<Storage> state(Optimizer optimizer) {
        List<Storage> state = new ArrayList<>();
        for (int slot = 0; slot < optimizer.stateSlots(); slot++) {
            state.add(Storage.allocate(layout.floats()));
        }
        return state;
    }

    private List<Storage> slices(List<Storage> state, int block) {
        return state.stream().map(vector -> layout.of(vector, block)).toList();
    }

    private Storage gradient(Node node, long step, int block) {
        if (tree.covered(node).size() == 1) {
            return Gradients.leaf(work, step, tree.covered(node).lo(), block, versions.getLast());
        }
        Node left = new Node(node.level() - 1, 2 * node.index());
        Storage sum = gradient(left, step, block);
        if (tree.has(left.sibling())) {
            Storage right = gradient(left.sibling(), step, block);
            for (int i = 0; i < sum.length(); i++) {
                sum.array()[i] += right.array()[i];
            }
        }
        return sum;
    }

    private Scalars scalars(ShardTree over, Node node, DataPart part, long version) {
        if (over.covered(node).size() == 1) {
            return Gradients.scalars(work, part, version, over.covered(node).lo(), versions.get((int) version));
        }
        Node left = new Node(node.level() - 1, 2 * node.index());
        Scalars sum = scalars(over, left, part, version);
        return over.has(left.sibling()) ? sum.plus(scalars(over, left.sibling(), part, version)) : sum;
    }
}
