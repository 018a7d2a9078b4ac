package dev.lockstep.bench.compare;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Lockstep as a user starts it.
 *
 * @param processes worker processes beside the coordinator's; 0: one worker in the coordinator's process
 * @param threads   slots of each worker
 */
record LockstepRow(String name, int processes, int threads, int shards) implements Row {

    private static final String RUN = "run";

    @Override
    public List<List<String>> commands(Network network, Place place, Path folder) {
        List<String> workers = processes == 0 ? List.of("--workers", "1") : List.of("--processes", "" + processes);
        return List.of(Stream.of(List.of(place.command().toString(), "train", place.job(network).toString()), workers,
                List.of("--slots", "" + threads, "--quiet", "--run-dir", folder.resolve(RUN).toString(), "--set",
                        "shards=" + shards, "--set", "stop.steps=" + network.steps()))
                .flatMap(List::stream).toList());
    }

    @Override
    public StepLog read(Path folder) {
        JsonFields summary = JsonFields.read(folder.resolve(RUN).resolve("summary.json")).getFirst();
        return new StepLog(
                "Lockstep " + summary.text("lockstep_version") + ", Java " + summary.text("java_version"),
                Math.round(summary.number("parameters")),
                StepLog.steps(JsonFields.read(folder.resolve(RUN).resolve("metrics.jsonl"))));
    }
}
