package dev.lockstep.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.deploy.cli.Lockstep.Outcome;
import dev.lockstep.deploy.process.Numbers;
import dev.lockstep.deploy.process.UnevenJob;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The promise: one hash and one result for a job, however many workers and threads share it. Every job trains ragged last
 * batches and cuts them into uneven shards; workers get ranges that are aligned with its tree and ranges that are not, down
 * to fewer shards than there are slots.
 */
class OneHashTest {

    private static final int[] WORKERS = {1, 2, 3, 7};
    private static final int[] SLOTS = {1, 2, 3};

    @TempDir
    private Path folder;

    /** First as the examples are cut, in shards that are a power of two; then in shards that align with nothing. */
    static Stream<UnevenJob> jobs() {
        return Stream.concat(
                Stream.of(UnevenJob.digits(64, 16, 1), UnevenJob.digitsCnn(600, 8, 1), UnevenJob.diabetes(32, 4, 3)),
                UnevenJob.ALL.stream());
    }

    @ParameterizedTest
    @MethodSource("jobs")
    void oneHashHoweverTheWorkIsShared(UnevenJob job) {
        Numbers alone = train(job, 1, 1);
        for (int workers : WORKERS) {
            for (int slots : SLOTS) {
                if (workers * slots > 1) {
                    assertThat(train(job, workers, slots)).as("%s by %d workers of %d slots", job, workers, slots)
                            .isEqualTo(alone);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void oneHashAlsoWhenEverySumIsComputedTwice(int workers) {
        UnevenJob job = UnevenJob.digits(64, 16, 1);
        assertThat(train(job, workers, 2, "--set", "audit=1")).isEqualTo(train(job, 1, 1));
    }

    private Numbers train(UnevenJob job, int workers, int slots, Object... more) {
        Object[] shared = {"--workers", workers, "--slots", slots, "--run-dir", folder.resolve(workers + "x" + slots)};
        Outcome outcome = Lockstep.run(job.train(Stream.of(shared, more).flatMap(Stream::of).toArray()));
        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        return job.numbers(outcome.out());
    }
}
