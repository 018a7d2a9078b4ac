package dev.lockstep.bench.compare;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** What has been measured so far. */
final class Results {

    private record Key(String network, String row) {}

    private final Map<Key, Cell> cells = new LinkedHashMap<>();
    private final Map<Key, String> tooSlow = new LinkedHashMap<>();

    /** Throws if a network has other parameters than a run of it before. */
    void add(Network network, Row row, Measurement measured) {
        for (Cell other : cells.values()) {
            long parameters = other.rounds().getFirst().parameters();
            if (other.network().name().equals(network.name()) && parameters != measured.parameters()) {
                throw new BenchFault(network.name() + " has " + measured.parameters() + " parameters with " + row.name()
                        + " and " + parameters + " with " + other.row().name() + ": not the same network");
            }
        }
        cells.computeIfAbsent(new Key(network.name(), row.name()), _ -> new Cell(network, row, new ArrayList<>()))
                .rounds().add(measured);
    }

    /** From now on the row is left out on {@code network}. */
    void addTooSlow(Network network, Row row, String why) {
        tooSlow.put(new Key(network.name(), row.name()), why);
    }

    boolean isTooSlow(Network network, Row row) {
        return tooSlow.containsKey(new Key(network.name(), row.name()));
    }

    /** Why rows were left out. */
    List<String> notes() {
        return List.copyOf(tooSlow.values());
    }

    Optional<Cell> cell(Network network, String row) {
        return Optional.ofNullable(cells.get(new Key(network.name(), row)));
    }

    /** The rows that were measured on {@code network}, in the order of {@link Rows#ALL}. */
    List<Cell> of(Network network) {
        return Rows.ALL.stream().map(row -> cell(network, row.name()).orElse(null)).filter(Objects::nonNull).toList();
    }

    /** The trainers' versions, each once. */
    List<String> versions() {
        return cells.values().stream().flatMap(cell -> cell.rounds().stream()).map(Measurement::version).distinct()
                .sorted().toList();
    }
}
