package dev.lockstep.deploy.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a job gives when nothing happens to it: one process, one worker.
 *
 * @param hash of the trained parameters
 */
record Undisturbed(String hash, StepLines steps) {

    /** Of the digits job: the schedule of its rates must be as long as a test's run, for the last steps of none change nothing. */
    static final int STEPS_PER_EPOCH = 20;

    /** @param job file and options */
    static Undisturbed run(List<Object> job) throws IOException, InterruptedException {
        Path folder = Files.createDirectories(Folders.emptied(Folders.KEPT.resolve("undisturbed")));
        Object[] train = Stream.of(List.of("train"), job, List.of("--run-dir", folder.resolve("run"), "--json"))
                .flatMap(List::stream).toArray();
        try (Command alone = Command.run(folder, Map.of(), train)) {
            assertThat(alone.exitCode()).as(alone.toString()).isZero();
            return new Undisturbed(alone.parametersSha256(), StepLines.of(folder.resolve("run/metrics.jsonl")));
        }
    }

    /** The coordinator's run has given the same: each step on record once, with its results, and the hash at the end. */
    void requireSame(Command coordinator, Path run, String told) throws IOException {
        assertThat(coordinator.exitCode()).as(told).isZero();
        assertThat(coordinator.parametersSha256()).as(told).isEqualTo(hash);
        assertThat(firstDifference(StepLines.of(run.resolve("metrics.jsonl")))).as(told).isEmpty();
        // Steps that a later term did again gave the same before.
        for (StepLines term : StepLines.ofTerms(run)) {
            List<String> others = new ArrayList<>(term.results());
            others.removeAll(new HashSet<>(steps.results()));
            assertThat(others).as(told).isEmpty();
        }
    }

    /** In words, for a list of thousands of steps is no message. */
    private Optional<String> firstDifference(StepLines found) {
        List<String> expected = steps.results();
        List<String> there = found.results();
        for (int i = 0; i < Math.min(expected.size(), there.size()); i++) {
            if (!expected.get(i).equals(there.get(i))) {
                return Optional.of("line " + (i + 1) + " of metrics.jsonl has step, loss and digest " + there.get(i)
                        + ", but undisturbed " + expected.get(i));
            }
        }
        return expected.size() == there.size()
                ? Optional.empty()
                : Optional.of("metrics.jsonl has " + there.size() + " steps, not " + expected.size());
    }
}
