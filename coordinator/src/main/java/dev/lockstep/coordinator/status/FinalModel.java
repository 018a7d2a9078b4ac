package dev.lockstep.coordinator.status;

import dev.lockstep.common.checkpoint.TensorEntry;
import dev.lockstep.common.tensor.Storage;
import java.util.List;
import java.util.Map;

/**
 * The parameters that a run leaves behind.
 *
 * @param parameters the last committed version; nobody writes to it any more
 * @param provenance where they come from, for the model file
 */
public record FinalModel(List<TensorEntry> tensors, Storage parameters, Map<String, String> provenance) {}
