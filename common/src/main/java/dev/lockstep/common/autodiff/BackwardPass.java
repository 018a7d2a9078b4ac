package dev.lockstep.common.autodiff;

import dev.lockstep.common.kernel.Elementwise;
import dev.lockstep.common.trace.Span;
import dev.lockstep.common.trace.Trace;
import java.util.List;

/**
 * One walk over a tape, from the last operation to the first. Gradients live here: a variable's is the sum of its uses'
 * contributions, added in reverse tape order, complete when the walk reaches the operation that made it.
 */
public final class BackwardPass {

    private final Tape tape;
    private final ParameterUses parameters;
    private final float[][] gradients;
    private boolean keepCurrent;

    BackwardPass(Tape tape, int variables, ParameterUses parameters) {
        this.tape = tape;
        this.parameters = parameters;
        this.gradients = new float[variables][];
    }

    void walk(Variable loss, List<Operation> operations) {
        float[] one = tape.pool().floats(1);
        one[0] = 1;
        gradients[loss.index()] = one;
        for (int i = operations.size() - 1; i >= 0; i--) {
            Operation operation = operations.get(i);
            Variable y = operation.output();
            if (gradients[y.index()] == null) {
                continue;
            }
            keepCurrent = false;
            tape.requireWanted();
            long began = Trace.begin();
            operation.pullback(this);
            Trace.end(Span.BACKWARD_LAYER, began, tape.traceStep(), tape.layer(i));
            float[] spent = gradients[y.index()];
            gradients[y.index()] = null;
            if (spent != null && !keepCurrent) {
                tape.pool().giveBack(spent);
            }
        }
        parameters.finish();
    }

    /**
     * The gradient of {@code x}, row-major from index 0 on. A pullback may write over that of its own output: nobody
     * reads it after.
     */
    public float[] gradient(Variable x) {
        return gradients[x.index()];
    }

    /** A buffer for a contribution to the gradient of {@code x}, to be written in full, then {@link #add added}. */
    float[] contribution(Variable x) {
        return tape.pool().floats(x.size());
    }

    /** Adds a contribution; its buffer changes hands. */
    void add(Variable x, float[] contribution) {
        float[] sum = gradients[x.index()];
        if (sum == null) {
            gradients[x.index()] = contribution;
        } else {
            Elementwise.accumulate(x.size(), contribution, 0, sum, 0);
            tape.pool().giveBack(contribution);
        }
    }

    /** Hands the gradient of {@code y} on as the contribution to {@code x}, which has as many elements. */
    void hand(Variable y, Variable x) {
        float[] moved = gradients[y.index()];
        gradients[y.index()] = null;
        add(x, moved);
    }

    /**
     * A use of a parameter by the operation that is pulled back. What it refers to, the gradient of the operation's output
     * included, is kept until the parameter's last use is known.
     */
    void use(Parameter parameter, Use use) {
        if (!parameters.add(parameter, use)) {
            keepCurrent = true;
        }
    }
}
