package dev.lockstep.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.deploy.cli.Lockstep.Outcome;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The promise: one hash for a job, however many workers and threads share it, aligned with its tree or not. */
class OneHashTest {

    /** Workers and slots of each. */
    private static final int[][] SHARES = {{1, 2}, {1, 3}, {2, 1}, {3, 1}, {2, 3}, {3, 2}, {7, 1}};

    @TempDir
    private Path folder;

    /** The second group: 7 shards align with nothing, 50 examples cut unevenly, and the last batch is ragged. */
    @ParameterizedTest
    @CsvSource({
            "digits, stop.epochs=2, batch=64",
            "digits-cnn, stop.steps=12, batch=64",
            "diabetes, stop.epochs=3, batch=32",
            "digits, stop.epochs=2, batch=50 shards=7",
            "digits-cnn, stop.steps=12, batch=33 shards=5",
            "diabetes, stop.epochs=3, batch=100 shards=13"})
    void oneHashHoweverTheWorkIsShared(String job, String stop, String cut) {
        Outcome alone = train(job, stop, cut, 1, 1);
        for (int[] share : SHARES) {
            assertThat(train(job, stop, cut, share[0], share[1]).parametersSha256())
                    .as("%s with %s by %d workers of %d slots", job, cut, share[0], share[1])
                    .isEqualTo(alone.parametersSha256());
        }
    }

    private Outcome train(String job, String stop, String cut, int workers, int slots) {
        List<Object> arguments = new ArrayList<>(List.of("train", Lockstep.EXAMPLES.resolve(job + ".conf"), "--json",
                "--workers", workers, "--slots", slots, "--set", stop, "--run-dir",
                folder.resolve(job + workers + "x" + slots)));
        for (String set : cut.split(" ")) {
            arguments.addAll(List.of("--set", set));
        }
        Outcome outcome = Lockstep.run(arguments.toArray());
        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        return outcome;
    }
}
