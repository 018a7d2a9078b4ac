package dev.lockstep.common.checkpoint;

import dev.lockstep.common.tensor.Storage;
import java.util.List;

/**
 * All that a run needs to go on from a committed version.
 *
 * @param facts      which version, of which run
 * @param layout     the trained tensors, in order, without gaps
 * @param parameters of the version; nobody writes to them while the checkpoint is written
 * @param state      the optimizer's vectors that belong to the version, each as long as the parameters
 */
public record Checkpoint(CheckpointFacts facts, List<TensorEntry> layout, Storage parameters, List<Storage> state) {

    public Checkpoint {
        layout = List.copyOf(layout);
        state = List.copyOf(state);
        long floats = layout.isEmpty() ? 0 : layout.getLast().end();
        if (parameters.length() != floats || state.stream().anyMatch(slot -> slot.length() != floats)) {
            throw new IllegalArgumentException("a layout of %d floats, %d parameters, and state of %s".formatted(floats,
                    parameters.length(), state.stream().map(Storage::length).toList()));
        }
    }
}
