package dev.lockstep.coordinator.parameters;

import dev.lockstep.common.tensor.Storage;
import java.util.List;

/**
 * A whole version: what a checkpoint holds, and what a run can start with.
 *
 * @param version    steps that have made it
 * @param parameters the flat vector
 * @param state      the optimizer's vectors, each as long as the parameters
 */
public record Snapshot(long version, Storage parameters, List<Storage> state) {

    public Snapshot {
        state = List.copyOf(state);
        if (version < 0) {
            throw new IllegalArgumentException("version " + version);
        }
    }
}
