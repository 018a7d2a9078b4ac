package dev.lockstep.common.autodiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.common.kernel.Workspace;
import dev.lockstep.common.tensor.Shape;
import dev.lockstep.common.tensor.Storage;
import java.util.Arrays;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class TapeTest {

    private final Tape tape = new Tape(new Workspace());

    /** 1 + 1e8 - 1e8 is 0 or 1 in floats: the order shows. */
    @Test
    void contributionsToAnActivationAreAddedInReverseTapeOrder() {
        start(1);
        Variable x = tape.input(Shape.of(1), new float[]{1}, 0);
        Variable first = Scale.of(x, 1);
        Variable second = Scale.of(x, 1e8f);
        Variable third = Scale.of(x, -1e8f);
        Variable y = Combine.of(Combine.Function.ADD, Combine.of(Combine.Function.ADD, third, first), second);
        BackwardPass pass = tape.backward(Reduce.sum(RowSum.of(y)), new float[1][0], p -> {});
        assertThat(pass.gradient(x)[0]).isEqualTo((-1e8f + 1e8f) + 1f);
    }

    @Test
    void dropoutDropsItsShareKeepsTheExpectationAndDependsOnTheWholeKey() {
        float[] ones = new float[20_000];
        Arrays.fill(ones, 1);
        float[] dropped = dropout(ones, new StepKey(1, 2, 3), 4);
        int zeros = 0;
        for (float v : dropped) {
            assertThat(v).isIn(0f, (float) (1 / 0.75));
            zeros += v == 0 ? 1 : 0;
        }
        assertThat(zeros / 20_000.0).isCloseTo(0.25, Offset.offset(0.01));
        assertThat(dropout(ones, new StepKey(1, 2, 3), 4)).isEqualTo(dropped);
        assertThat(dropout(ones, new StepKey(0, 2, 3), 4)).isNotEqualTo(dropped);
        assertThat(dropout(ones, new StepKey(1, 1, 3), 4)).isNotEqualTo(dropped);
        assertThat(dropout(ones, new StepKey(1, 2, 2), 4)).isNotEqualTo(dropped);
        assertThat(dropout(ones, new StepKey(1, 2, 3), 5)).isNotEqualTo(dropped);
    }

    /** The second row of a range is the first of the range that begins there. */
    @Test
    void dropoutFollowsThePositionInTheBatch() {
        float[] ones = new float[8];
        Arrays.fill(ones, 1);
        tape.start(Storage.allocate(0), RangeRows.single(2), new StepKey(1, 0, 10));
        float[] both = Dropout.of(tape.constant(Shape.of(4), ones, 0), 0.5, 0).values().clone();
        tape.start(Storage.allocate(0), RangeRows.single(1), new StepKey(1, 0, 11));
        float[] second = Dropout.of(tape.constant(Shape.of(4), ones, 0), 0.5, 0).values();
        assertThat(Arrays.copyOfRange(both, 4, 8)).isEqualTo(Arrays.copyOf(second, 4));
    }

    @Test
    void dropoutOfEverythingIsRefused() {
        start(1);
        Variable x = tape.input(Shape.of(1), new float[1], 0);
        assertThatThrownBy(() -> Dropout.of(x, 1, 0)).hasMessageContaining("[0, 1)");
    }

    @Test
    void operationsThatDoNotFitNameTheirShapes() {
        start(2);
        Variable x = tape.input(Shape.of(3), new float[6], 0);
        Parameter w = new Parameter(0, Shape.of(4, 5), 0);
        assertThatThrownBy(() -> Dense.product(x, w, false)).hasMessageContaining("[4, 5]").hasMessageContaining("[3]");
        assertThatThrownBy(() -> View.of(x, Shape.of(4))).hasMessageContaining("[3]").hasMessageContaining("[4]");
        assertThatThrownBy(() -> CrossEntropy.of(x, new int[]{0, 3})).hasMessageContaining("row 1 has class 3");
    }

    private float[] dropout(float[] x, StepKey key, int operation) {
        tape.start(Storage.allocate(0), RangeRows.single(1), key);
        return Dropout.of(tape.constant(Shape.of(x.length), x, 0), 0.25, operation).values().clone();
    }

    private void start(int rows) {
        tape.start(Storage.allocate(0), RangeRows.single(rows), new StepKey(1, 0, 0));
    }
}
