package dev.lockstep.common.autodiff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.common.kernel.Workspace;
import dev.lockstep.common.reduce.ShardTree;
import dev.lockstep.common.tensor.Philox;
import dev.lockstep.common.tensor.Shape;
import dev.lockstep.common.tensor.Storage;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Offset;

/**
 * Compares any program's gradient with finite differences along a random direction through all of its inputs and
 * parameters at once. Outputs are weighted at random and summed in double, so that every one counts.
 */
final class GradientCheck {

    static final int ROWS = 5;
    /** Small, so that hardly any relu or maximum changes sides on the way. */
    private static final double STEP = 2e-4;
    private static final double TOLERANCE = 1e-3;
    private static final ShardTree TREE = new ShardTree(3);

    private final String name;
    private final Program program;
    private final List<Shape> inputShapes;
    private final List<Parameter> parameters = new ArrayList<>();
    private final int inputFloats;
    private final int parameterFloats;
    private List<Operation> recorded = List.of();

    /** What is differentiated: from inputs and parameters to any variable. */
    interface Program {
        Variable run(List<Variable> inputs, List<Parameter> parameters);
    }

    GradientCheck(String name, List<Shape> inputShapes, List<Shape> parameterShapes, Program program) {
        this.name = name;
        this.inputShapes = inputShapes;
        this.program = program;
        this.inputFloats = inputShapes.stream().mapToInt(s -> s.size() * ROWS).sum();
        int offset = 0;
        for (Shape shape : parameterShapes) {
            parameters.add(new Parameter(parameters.size(), shape, offset));
            offset += shape.size();
        }
        this.parameterFloats = offset;
    }

    /** The operations that the program consists of. */
    List<Operation> recorded() {
        return recorded;
    }

    void verify() {
        float[] at = random(inputFloats + parameterFloats, 1);
        float[] gradient = gradient(at);
        float[] direction = random(at.length, 2);
        compare(at, gradient, direction);
        for (int i = 0; i < at.length; i++) {
            direction[i] = Math.copySign(direction[i], gradient[i]);
        }
        compare(at, gradient, direction);
    }

    /**
     * Along a direction all signs of which are the gradient's, nothing cancels, so that a factor that is off shows; along
     * any other, a gradient that points elsewhere does.
     */
    private void compare(float[] at, float[] gradient, float[] direction) {
        float[] forth = moved(at, direction, STEP);
        float[] back = moved(at, direction, -STEP);
        double predicted = 0;
        double scale = 0;
        for (int i = 0; i < at.length; i++) {
            double term = gradient[i] * ((double) forth[i] - back[i]);
            predicted += term;
            scale += Math.abs(term);
        }
        double observed = value(forth) - value(back);
        assertThat(scale).as("the gradient of %s is not zero everywhere", name).isPositive();
        assertThat(observed).as(name).isCloseTo(predicted, Offset.offset(TOLERANCE * scale));
    }

    /** The sum of the program's outputs, weighted. */
    private double value(float[] at) {
        Variable y = output(new Tape(new Workspace()), at);
        if (y.isScalar()) {
            return y.total();
        }
        float[] weights = random(y.size(), 3);
        double sum = 0;
        for (int i = 0; i < y.size(); i++) {
            sum += (double) weights[i] * y.values()[y.offset() + i];
        }
        return sum;
    }

    private float[] gradient(float[] at) {
        Tape tape = new Tape(new Workspace());
        List<Variable> inputs = new ArrayList<>();
        Variable y = output(tape, at, inputs);
        recorded = tape.operations();
        if (!y.isScalar()) {
            Variable weights = tape.constant(y.shape(), random(y.size(), 3), 0);
            y = Reduce.sum(RowSum.of(Combine.of(Combine.Function.MULTIPLY, y, weights)));
        }
        float[][] nodes = new float[1][parameterFloats];
        BackwardPass pass = tape.backward(y, nodes, p -> {});
        float[] gradient = new float[at.length];
        int offset = 0;
        for (Variable input : inputs) {
            System.arraycopy(pass.gradient(input), 0, gradient, offset, input.size());
            offset += input.size();
        }
        System.arraycopy(nodes[0], 0, gradient, offset, parameterFloats);
        return gradient;
    }

    private Variable output(Tape tape, float[] at) {
        return output(tape, at, new ArrayList<>());
    }

    private Variable output(Tape tape, float[] at, List<Variable> inputs) {
        tape.start(new Storage(at, inputFloats, parameterFloats), RangeRows.of(TREE, TREE.whole(), ROWS),
                new StepKey(9, 4, 0));
        int offset = 0;
        for (Shape shape : inputShapes) {
            inputs.add(tape.input(shape, at, offset));
            offset += shape.size() * ROWS;
        }
        return program.run(inputs, parameters);
    }

    private static float[] moved(float[] at, float[] direction, double step) {
        float[] moved = new float[at.length];
        for (int i = 0; i < at.length; i++) {
            moved[i] = (float) (at[i] + step * direction[i]);
        }
        return moved;
    }

    /** Numbers in [-1, 1). */
    static float[] random(int count, int stream) {
        int[] drawn = new int[Philox.BLOCK_INTS];
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            Philox.block(stream, 0, i, drawn);
            numbers[i] = 2 * Philox.toUnit(drawn[0]) - 1;
        }
        return numbers;
    }

    @Override
    public String toString() {
        return name;
    }
}
