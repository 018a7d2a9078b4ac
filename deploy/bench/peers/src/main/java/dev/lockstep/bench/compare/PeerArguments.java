package dev.lockstep.bench.compare;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What both peers are told, and how their answer is read. */
final class PeerArguments {

    private static final String STEPS = "steps.jsonl";

    private PeerArguments() {}

    /** {@code program} once for each process, with arguments. */
    static List<List<String>> commands(List<String> program, int processes, int threads, Network network, Place place,
            Path folder) {
        List<String> shared = List.of("--network", network.name(), "--batch", "" + network.batch(), "--steps",
                "" + network.steps(), "--learning-rate", "" + Network.LEARNING_RATE, "--momentum",
                "" + Network.MOMENTUM, "--threads", "" + threads, "--data", place.data().toString(), "--out",
                folder.resolve(STEPS).toString(), "--processes", "" + processes, "--store",
                folder.resolve("store").toAbsolutePath().toString());
        return IntStream.range(0, processes)
                .mapToObj(rank -> Stream.of(program, shared, List.of("--rank", "" + rank)).flatMap(List::stream)
                        .toList())
                .toList();
    }

    static StepLog read(Path folder) {
        List<JsonFields> lines = JsonFields.read(folder.resolve(STEPS));
        JsonFields first = lines.getFirst();
        return new StepLog(first.text("version"), Math.round(first.number("parameters")), StepLog.steps(lines));
    }
}
