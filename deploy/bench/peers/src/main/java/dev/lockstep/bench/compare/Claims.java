package dev.lockstep.bench.compare;

import java.util.List;
import java.util.Map;

/** What Lockstep wants to be, as ratios of medians on a machine with two cores. */
final class Claims {

    /** At most 15 % slower, and at most 5 %. */
    private static final double SLOWER_BY_15 = 1 / 1.15;
    private static final double SLOWER_BY_5 = 1 / 1.05;
    private static final Map<String, Double> SHARDS = Map.of("mlp", SLOWER_BY_15, "big", SLOWER_BY_15, "cnn",
            SLOWER_BY_5);

    private static final List<String> TWO_PROCESSES = List.of(Rows.LIBTORCH_GLOO, Rows.LIBTORCH_DDP,
            Rows.PYTORCH_DDP);

    static final List<Claim> ALL = List.of(
            new Claim("one slot / libtorch with one thread", Measure.SPEED, Rows.SLOT_1, List.of(Rows.LIBTORCH_1),
                    Map.of("small", 1.0, "mlp", 1.0, "big", 0.9, "cnn", 1.5)),
            new Claim("two slots / best peer of one process", Measure.SPEED, Rows.SLOTS_2,
                    List.of(Rows.LIBTORCH_1, Rows.LIBTORCH_2, Rows.PYTORCH_1, Rows.PYTORCH_2),
                    Map.of("small", 1.5, "mlp", 1.8, "big", 1.5, "cnn", 2.5)),
            new Claim("two processes / best peer of two processes", Measure.SPEED, Rows.PROCESSES_2,
                    TWO_PROCESSES,
                    Map.of("small", 3.0, "mlp", 3.0, "big", 2.2, "cnn", 2.5)),
            new Claim("two processes / one slot", Measure.SPEED, Rows.PROCESSES_2, List.of(Rows.SLOT_1),
                    Map.of("mlp", 1.0, "big", 1.0, "cnn", 1.0)),
            shards(Rows.SLOT_1, 16, Rows.SLOT_1, SHARDS),
            shards(Rows.SLOTS_2, 16, Rows.SLOTS_2, SHARDS),
            shards(Rows.SLOT_1, 64, Rows.sharded(Rows.SLOT_1, 64), Map.of()),
            shards(Rows.SLOTS_2, 64, Rows.sharded(Rows.SLOTS_2, 64), Map.of()),
            new Claim("memory: two processes / best peer of two", Measure.MEMORY, Rows.PROCESSES_2,
                    TWO_PROCESSES, Map.of("big", 1.5)));

    private Claims() {}

    /** {@code base} with {@code shards}, which is {@code ours}, against the same with two shards. */
    private static Claim shards(String base, int shards, String ours, Map<String, Double> targets) {
        return new Claim(shards + " shards / 2 shards, " + base.replace("Lockstep ", ""), Measure.SPEED, ours,
                List.of(Rows.sharded(base, 2)), targets);
    }
}
