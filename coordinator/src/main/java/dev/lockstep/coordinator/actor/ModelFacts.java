package dev.lockstep.coordinator.actor;

import dev.lockstep.common.nn.Network;
import dev.lockstep.common.nn.ParameterLayout;
import dev.lockstep.common.tensor.BlockLayout;
import dev.lockstep.common.tensor.Shape;
import dev.lockstep.common.tensor.Storage;
import java.util.ArrayList;
import java.util.List;

/**
 * What the coordinator needs to know of a network: its parameters, not what is computed with them.
 *
 * @param input      the shape of an example
 * @param layers     names, in order, as {@code Scalars.firstNonFiniteLayer} counts them
 * @param parameters of the flat vector
 * @param blocks     how that is cut
 * @param initial    the parameters before step 0; the run takes them over
 * @param accuracy   whether the share of right predictions means something
 */
public record ModelFacts(
        Shape input,
        List<String> layers,
        ParameterLayout parameters,
        BlockLayout blocks,
        Storage initial,
        boolean accuracy) {

    public ModelFacts {
        layers = List.copyOf(layers);
        if (initial.length() != blocks.floats() || parameters.total() != blocks.floats()) {
            throw new IllegalArgumentException("%d initial parameters, a layout of %d, and %s"
                    .formatted(initial.length(), parameters.total(), blocks));
        }
    }

    /** Of a network with the initial parameters that {@code seed} gives it. */
    public static ModelFacts of(Network network, long seed) {
        List<String> layers = new ArrayList<>();
        for (int layer = 0; layer <= network.layers().size(); layer++) {
            layers.add(network.layerName(layer));
        }
        ParameterLayout layout = network.layout();
        Storage initial = Storage.allocate(layout.total());
        network.initialise(seed, initial);
        return new ModelFacts(network.input(), layers, layout, layout.blocks(), initial,
                network.loss().hasAccuracy());
    }
}
