package dev.lockstep.coordinator.protocol;

import dev.lockstep.common.reduce.Scalars;
import dev.lockstep.proto.DataPart;
import java.util.Optional;
import java.util.OptionalDouble;

/** Whether a run has diverged, and the words about it. */
final class Divergence {

    private static final String SMALLER_RATE = "; a smaller optimizer.learning-rate or optimizer.clip-norm may help";

    private final RunPlan plan;

    Divergence(RunPlan plan) {
        this.plan = plan;
    }

    /** By the loss of a whole step or evaluation. */
    Optional<Outcome> of(OpenSum sum) {
        return sum.part() == DataPart.TRAIN ? ofStep(sum) : ofEvaluation(sum);
    }

    Outcome of(Event.NotFinite notFinite) {
        return diverged("diverged at step %d: parameter %s is not finite after it".formatted(notFinite.version(),
                notFinite.parameter()));
    }

    private Optional<Outcome> ofStep(OpenSum sum) {
        Scalars total = sum.total();
        double loss = total.meanLoss();
        OptionalDouble bound = plan.stop().lossAbove();
        if (!Double.isFinite(total.lossSum())) {
            return Optional.of(diverged("diverged at %s: the loss is %s%s".formatted(sum.name(), loss,
                    firstLayer(total))));
        }
        return bound.isPresent() && loss > bound.getAsDouble()
                ? Optional.of(diverged("diverged at %s: the loss %s is above stop.loss-above = %s".formatted(sum.name(),
                        loss, bound.getAsDouble())))
                : Optional.empty();
    }

    private Optional<Outcome> ofEvaluation(OpenSum sum) {
        Scalars total = sum.total();
        return Double.isFinite(total.lossSum())
                ? Optional.empty()
                : Optional.of(diverged("diverged: after step %d the %s loss is %s%s".formatted(sum.version(),
                        sum.part() == DataPart.VALIDATION ? "validation" : "test", total.meanLoss(),
                        firstLayer(total))));
    }

    private static Outcome diverged(String words) {
        return Outcome.of(RunStatus.DIVERGED, words + SMALLER_RATE);
    }

    private String firstLayer(Scalars total) {
        return total.firstNonFiniteLayer() < 0
                ? ""
                : ", the first layer with a value that is not finite is " + plan.layer(total.firstNonFiniteLayer());
    }
}
