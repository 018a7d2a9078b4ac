package dev.lockstep.common.autodiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.common.kernel.Workspace;
import dev.lockstep.common.tensor.Shape;
import dev.lockstep.common.tensor.Storage;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** What may be differentiated, and what the reduction contributes to the derivative. */
class ScalarLossTest {

    private static final int N = 5;
    private final float[] predictions = {1.5f, -2, 0.25f, 3, 0};
    private final float[] targets = {1, 2, 0.5f, -1, 0};
    private final Tape tape = new Tape(new Workspace());
    private Variable yhat;
    private Variable losses;

    private void start() {
        tape.start(Storage.allocate(0), RangeRows.single(N), new StepKey(1, 0, 0));
        yhat = tape.input(Shape.of(1), predictions, 0);
        losses = SquaredError.of(SquaredError.Kind.HALF_SUM, yhat, targets);
    }

    @Test
    void theDerivativeOfTheSumOfHalfSquaresIsPredictionMinusTarget() {
        start();
        float[] derivative = tape.backward(Reduce.sum(losses), new float[1][0], p -> {}).gradient(yhat);
        for (int i = 0; i < N; i++) {
            assertThat(derivative[i]).isEqualTo(predictions[i] - targets[i]);
        }
    }

    @Test
    void theMeanContributesOneOverN() {
        start();
        float[] derivative = tape.backward(Reduce.mean(losses), new float[1][0], p -> {}).gradient(yhat);
        for (int i = 0; i < N; i++) {
            assertThat(derivative[i]).isCloseTo((predictions[i] - targets[i]) / N, Offset.offset(1e-7f));
        }
    }

    @Test
    void reductionsAreTheSumAndTheMeanOfTheLosses() {
        start();
        double expected = 0;
        for (int i = 0; i < N; i++) {
            expected += 0.5 * Math.pow(predictions[i] - targets[i], 2);
        }
        assertThat(Reduce.sum(losses).total()).isEqualTo(expected);
        assertThat(Reduce.mean(losses).total()).isEqualTo(expected / N);
    }

    @Test
    void aVectorOfLossesCannotBeDifferentiatedAndTheErrorNamesTheMissingReduction() {
        start();
        assertThatThrownBy(() -> tape.backward(losses, new float[1][0], p -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("only a scalar can be differentiated")
                .hasMessageContaining("5 rows").hasMessageContaining("sum or mean");
    }

    /** One example makes no scalar either: what is missing is the reduction, not a size. */
    @Test
    void aVectorOfOneCannotBeDifferentiated() {
        tape.start(Storage.allocate(0), RangeRows.single(1), new StepKey(1, 0, 0));
        Variable loss = SquaredError.of(SquaredError.Kind.MEAN, tape.input(Shape.of(1), predictions, 0), targets);
        assertThatThrownBy(() -> tape.backward(loss, new float[1][0], p -> {})).hasMessageContaining("sum or mean");
    }

    @Test
    void aReductionNeedsOneValuePerExample() {
        start();
        Variable wide = tape.input(Shape.of(2), new float[2 * N], 0);
        assertThatThrownBy(() -> Reduce.sum(wide)).hasMessageContaining("one value per example");
    }
}
