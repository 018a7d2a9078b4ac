package dev.lockstep.common.optim;

import dev.lockstep.common.tensor.Storage;
import java.util.List;

/**
 * What an optimizer reads and writes for one block: version {@code t} and the sum of gradients in, version {@code t + 1}
 * out. Both versions live until the commit, so outputs must not share memory with inputs. All vectors but the gradient
 * begin at the same offset of their arrays: a loop over arrays with several offsets is not vectorised (measured under Java
 * 25: 14 times slower).
 *
 * @param parameters     version t
 * @param gradientSum    the root of the tree: gradients summed over the examples, not yet divided
 * @param state          the optimizer's state before the step, {@link Optimizer#stateSlots()} vectors
 * @param nextParameters receives version t + 1
 * @param nextState      receives the state after the step
 */
public record BlockUpdate(Storage parameters, Storage gradientSum, List<Storage> state, Storage nextParameters,
        List<Storage> nextState) {

    public BlockUpdate {
        state = List.copyOf(state);
        nextState = List.copyOf(nextState);
        int length = parameters.length();
        int offset = parameters.offset();
        boolean fits = gradientSum.length() == length && lies(nextParameters, offset, length);
        for (int slot = 0; slot < state.size(); slot++) {
            fits &= lies(state.get(slot), offset, length);
        }
        for (int slot = 0; slot < nextState.size(); slot++) {
            fits &= lies(nextState.get(slot), offset, length);
        }
        if (!fits || state.size() != nextState.size()) {
            throw new IllegalArgumentException("a block needs vectors of one length and offset, got parameters "
                    + bounds(parameters) + ", gradient " + bounds(gradientSum) + ", next parameters "
                    + bounds(nextParameters) + ", state " + state.stream().map(BlockUpdate::bounds).toList()
                    + ", next state " + nextState.stream().map(BlockUpdate::bounds).toList());
        }
    }

    public int length() {
        return parameters.length();
    }

    /** Puts the sum of gradients where the next parameters will be, under the index that all vectors share. */
    void placeGradient() {
        System.arraycopy(gradientSum.array(), gradientSum.offset(), nextParameters.array(), from(), length());
    }

    /** First index into every array but the gradient's. */
    public int from() {
        return parameters.offset();
    }

    /** One past the last index. */
    public int to() {
        return parameters.offset() + parameters.length();
    }

    private static boolean lies(Storage storage, int offset, int length) {
        return storage.offset() == offset && storage.length() == length;
    }

    private static String bounds(Storage storage) {
        return storage.length() + " at " + storage.offset();
    }
}
