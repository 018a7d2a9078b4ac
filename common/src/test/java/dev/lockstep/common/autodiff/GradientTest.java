package dev.lockstep.common.autodiff;

import static dev.lockstep.common.autodiff.GradientCheck.ROWS;
import static dev.lockstep.common.autodiff.GradientCheck.random;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.common.kernel.Activation;
import dev.lockstep.common.kernel.Convolution;
import dev.lockstep.common.kernel.MaxPool;
import dev.lockstep.common.tensor.Shape;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every operation's gradient against finite differences: a line each. */
class GradientTest {

    private static final Shape V = Shape.of(6);
    private static final Shape IMAGE = Shape.of(2, 5, 4);
    private static final Convolution.Geometry SAME = new Convolution.Geometry(2, 5, 4, 3, 3, 3, 1, 1, 1, 1);
    private static final Convolution.Geometry STRIDED = new Convolution.Geometry(2, 5, 4, 3, 3, 2, 2, 1, 1, 0);
    private static final MaxPool.Geometry HALVING = new MaxPool.Geometry(2, 5, 4, 2, 2, 2, 2, 0, 0);
    private static final MaxPool.Geometry OVERLAPPING = new MaxPool.Geometry(2, 5, 4, 3, 2, 1, 1, 1, 1);
    private static final List<Shape> AFFINE = List.of(Shape.of(6, 4), Shape.of(4));
    private static final List<Shape> FILTERS = List.of(Shape.of(3, 2, 3, 3), Shape.of(3));
    private static final int[] LABELS = {5, 0, 2, 2, 3};

    static List<GradientCheck> checks() {
        List<GradientCheck> checks = new ArrayList<>();
        for (Activation a : Activation.values()) {
            add(checks, "dense " + a, List.of(V), AFFINE, (x, p) -> Dense.of(x.get(0), p.get(0), p.get(1), a));
            add(checks, "conv " + a, List.of(IMAGE), FILTERS,
                    (x, p) -> Convolve.of(SAME, x.get(0), p.get(0), p.get(1), a));
        }
        add(checks, "matmul", List.of(V), AFFINE, (x, p) -> Dense.product(x.get(0), p.get(0), false));
        add(checks, "matmul transposed", List.of(Shape.of(4)), AFFINE,
                (x, p) -> Dense.product(x.get(0), p.get(0), true));
        add(checks, "matmul, then tied", List.of(V), AFFINE,
                (x, p) -> Dense.product(Dense.product(x.get(0), p.get(0), false), p.get(0), true));
        add(checks, "weights also a bias", List.of(V), List.of(Shape.of(6)), (x, p) -> {
            Parameter column = new Parameter(0, Shape.of(6, 1), 0);
            Variable once = Dense.product(x.get(0), column, false);
            return Dense.of(once, column, true, p.get(0), Activation.TANH);
        });
        add(checks, "conv, strided, no bias", List.of(IMAGE), List.of(Shape.of(3, 2, 3, 2)),
                (x, p) -> Convolve.of(STRIDED, x.get(0), p.get(0), null, Activation.NONE));
        add(checks, "max-pool", List.of(IMAGE), List.of(), (x, p) -> Pool.of(HALVING, x.get(0)));
        add(checks, "max-pool, overlapping", List.of(IMAGE), List.of(), (x, p) -> Pool.of(OVERLAPPING, x.get(0)));
        add(checks, "flatten", List.of(IMAGE), List.of(), (x, p) -> View.flatten(x.get(0)));
        add(checks, "dropout", List.of(V), List.of(), (x, p) -> Dropout.of(x.get(0), 0.4, 2));
        for (Pointwise.Function f : Pointwise.Function.values()) {
            add(checks, "" + f, List.of(V), List.of(), (x, p) -> Pointwise.of(f, f == Pointwise.Function.LOG
                    ? Pointwise.of(Pointwise.Function.EXP, x.get(0))
                    : x.get(0)));
        }
        add(checks, "scale", List.of(V), List.of(), (x, p) -> Scale.of(x.get(0), -1.7f));
        for (Combine.Function f : Combine.Function.values()) {
            add(checks, "" + f, List.of(V, V), List.of(), (x, p) -> Combine.of(f, x.get(0), x.get(1)));
            add(checks, f + " of a shared operand", List.of(V), List.of(), (x, p) -> Combine.of(f, x.get(0),
                    Combine.of(Combine.Function.MULTIPLY, x.get(0), x.get(0))));
        }
        add(checks, "row sum", List.of(V), List.of(), (x, p) -> RowSum.of(x.get(0)));
        add(checks, "cross-entropy", List.of(V), List.of(), (x, p) -> CrossEntropy.of(x.get(0), LABELS));
        for (SquaredError.Kind k : SquaredError.Kind.values()) {
            add(checks, "squared error " + k, List.of(V), List.of(),
                    (x, p) -> SquaredError.of(k, x.get(0), random(6 * ROWS, 5)));
        }
        add(checks, "binary cross-entropy", List.of(V), List.of(),
                (x, p) -> BinaryCrossEntropy.of(x.get(0), binary(6 * ROWS)));
        for (Reduce.Kind k : Reduce.Kind.values()) {
            add(checks, "reduce " + k, List.of(Shape.of()), List.of(),
                    (x, p) -> Reduce.of(k, Pointwise.of(Pointwise.Function.SQUARE, x.get(0))));
        }
        return checks;
    }

    private static void add(List<GradientCheck> to, String name, List<Shape> inputs, List<Shape> parameters,
            GradientCheck.Program program) {
        to.add(new GradientCheck(name, inputs, parameters, program));
    }

    private static float[] binary(int count) {
        float[] targets = random(count, 6);
        for (int i = 0; i < count; i++) {
            targets[i] = targets[i] < 0 ? 0 : 1;
        }
        return targets;
    }

    @ParameterizedTest
    @MethodSource("checks")
    void agreesWithFiniteDifferences(GradientCheck check) {
        check.verify();
    }

    /** Counts every operation, with every constant of every enum that it has. */
    @Test
    void noOperationIsWithoutACheck() throws ReflectiveOperationException {
        TreeSet<String> checked = new TreeSet<>();
        for (GradientCheck check : checks()) {
            check.verify();
            for (Operation operation : check.recorded()) {
                checked.add(operation.getClass().getSimpleName());
                for (RecordComponent c : operation.getClass().getRecordComponents()) {
                    if (c.getType().isEnum()) {
                        checked.add(operation.getClass().getSimpleName() + " " + c.getAccessor().invoke(operation));
                    }
                }
            }
        }
        TreeSet<String> known = new TreeSet<>();
        for (Class<?> operation : Operation.class.getPermittedSubclasses()) {
            known.add(operation.getSimpleName());
            for (RecordComponent c : operation.getRecordComponents()) {
                if (c.getType().isEnum()) {
                    Arrays.stream(c.getType().getEnumConstants())
                            .forEach(e -> known.add(operation.getSimpleName() + " " + e));
                }
            }
        }
        assertThat(checked).isEqualTo(known);
    }
}
