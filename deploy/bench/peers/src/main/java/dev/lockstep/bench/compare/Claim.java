package dev.lockstep.bench.compare;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A row of Lockstep's against the best of others.
 *
 * @param text    what is divided by what
 * @param targets the bounds by the network's name, of the networks that it is about; empty if it is about all and has none
 */
record Claim(String text, Measure measure, String ours, List<String> others, Map<String, Double> targets) {

    /** The ratio on {@code network}; nothing where it is not about that, or one side was not measured. */
    Optional<Ratio> on(Network network, Results results) {
        if (!targets.isEmpty() && !targets.containsKey(network.name())) {
            return Optional.empty();
        }
        Optional<Cell> best = others.stream().flatMap(row -> results.cell(network, row).stream())
                .max(measure.byMerit());
        return results.cell(network, ours).flatMap(our -> best.map(other -> new Ratio(this, network,
                other.row().name(), measure.of(our) / measure.of(other), target(network))));
    }

    private OptionalDouble target(Network network) {
        Double target = targets.get(network.name());
        return target == null ? OptionalDouble.empty() : OptionalDouble.of(target);
    }
}
