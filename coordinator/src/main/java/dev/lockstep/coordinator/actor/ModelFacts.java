package dev.lockstep.coordinator.actor;

import dev.lockstep.common.tensor.BlockLayout;
import dev.lockstep.common.tensor.Shape;
import dev.lockstep.common.tensor.Storage;
import java.util.List;

/**
 * What the coordinator needs to know of a network: its parameters, not what is computed with them.
 *
 * @param layers     names, in order, as {@code Scalars.firstNonFiniteLayer} counts them
 * @param parameters in layout order, without gaps
 * @param blocks     how the flat vector is cut
 * @param initial    the parameters before step 0, {@code blocks.floats()} long; not changed by the run
 * @param accuracy   whether the share of right predictions means something
 */
public record ModelFacts(
        List<String> layers,
        List<Parameter> parameters,
        BlockLayout blocks,
        Storage initial,
        boolean accuracy) {

    /** @param offset first float in the flat vector */
    public record Parameter(String name, Shape shape, int offset) {}

    public ModelFacts {
        layers = List.copyOf(layers);
        parameters = List.copyOf(parameters);
        if (initial.length() != blocks.floats()) {
            throw new IllegalArgumentException(
                    "initial parameters have " + initial.length() + " floats, the blocks " + blocks.floats());
        }
    }
}
