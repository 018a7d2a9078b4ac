package dev.lockstep.deploy.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The same bits whatever the JVM makes of the kernels, also when workers differ among themselves. Nothing is cut evenly:
 * tails of shards meet every width of vector.
 */
class JvmOptionsBitsTest {

    private static final Map<UnevenJob, Numbers> USUAL = new HashMap<>();

    @TempDir
    private static Path folder;

    /** The last: vector kernels that are never compiled into vector instructions, but run as objects. */
    @ParameterizedTest
    @ValueSource(strings = {"-XX:UseAVX=2", "-XX:UseAVX=1", "-XX:MaxVectorSize=16", "-XX:TieredStopAtLevel=1",
            "-Dlockstep.kernel=scalar", "-XX:TieredStopAtLevel=1 -Dlockstep.kernel=vector"})
    void oneHashUnderEveryOption(String option) throws Exception {
        for (UnevenJob job : UnevenJob.ALL) {
            assertThat(numbers(job, Map.of("LOCKSTEP_JAVA_OPTS", option), "--workers", 2))
                    .as("%s under %s", job, option)
                    .isEqualTo(usual(job));
        }
    }

    @Test
    void oneHashWhenWorkersDiffer() throws Exception {
        Map<String, String> mixed = Map.of("LOCKSTEP_WORKER_JAVA_OPTS_1", "-XX:UseAVX=2",
                "LOCKSTEP_WORKER_JAVA_OPTS_2", "-XX:MaxVectorSize=16",
                "LOCKSTEP_WORKER_JAVA_OPTS_3", "-XX:TieredStopAtLevel=1",
                "LOCKSTEP_WORKER_JAVA_OPTS_4", "-Dlockstep.kernel=scalar");
        for (UnevenJob job : UnevenJob.ALL) {
            assertThat(numbers(job, mixed, "--processes", mixed.size() + 1)).as("%s", job).isEqualTo(usual(job));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--workers", "--processes"})
    void aJvmWithoutFusedMultiplyAddIsRefusedWithWords(String kind) throws Exception {
        try (Command command = Command.run(folder, Map.of("LOCKSTEP_JAVA_OPTS", "-XX:-UseFMA"), "train",
                Command.EXAMPLES.resolve("digits.conf"), kind, 1)) {
            assertThat(command.exitCode()).as(command.toString()).isEqualTo(1);
            assertThat(command.err()).containsIgnoringCase("fused multiply-add").doesNotContain("\tat ");
        }
    }

    private static Numbers usual(UnevenJob job) throws Exception {
        if (!USUAL.containsKey(job)) {
            USUAL.put(job, numbers(job, Map.of(), "--workers", 2));
        }
        return USUAL.get(job);
    }

    private static Numbers numbers(UnevenJob job, Map<String, String> environment, String kind, int workers)
            throws Exception {
        try (Command command = Command.run(folder, environment, job.train(kind, workers, "--slots", 1))) {
            assertThat(command.exitCode()).as(command.toString()).isZero();
            return job.numbers(command.out());
        }
    }
}
