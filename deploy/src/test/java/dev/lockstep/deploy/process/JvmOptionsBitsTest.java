package dev.lockstep.deploy.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same bits whatever the JVM makes of the kernels, also when workers differ among themselves. */
class JvmOptionsBitsTest {

    private static final String[][] JOBS = {{"digits", "stop.epochs=2"}, {"digits-cnn", "stop.steps=8"},
            {"diabetes", "stop.epochs=3"}};

    private static final Map<String, String> USUAL = new TreeMap<>();

    @TempDir
    private static Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"-XX:UseAVX=2", "-XX:UseAVX=1", "-XX:MaxVectorSize=16", "-XX:TieredStopAtLevel=1",
            "-Dlockstep.kernel=scalar"})
    void oneHashUnderEveryOption(String option) throws Exception {
        for (String[] job : JOBS) {
            assertThat(hash(job, Map.of("LOCKSTEP_JAVA_OPTS", option), "--workers")).as("%s under %s", job[0], option)
                    .isEqualTo(usual(job));
        }
    }

    @Test
    void oneHashWhenWorkersDiffer() throws Exception {
        Map<String, String> mixed = Map.of("LOCKSTEP_WORKER_JAVA_OPTS_1", "-XX:UseAVX=2", "LOCKSTEP_WORKER_JAVA_OPTS_2",
                "-Dlockstep.kernel=scalar");
        for (String[] job : JOBS) {
            assertThat(hash(job, mixed, "--processes")).as(job[0]).isEqualTo(usual(job));
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

    private static String usual(String[] job) throws Exception {
        if (!USUAL.containsKey(job[0])) {
            USUAL.put(job[0], hash(job, Map.of(), "--workers"));
        }
        return USUAL.get(job[0]);
    }

    private static String hash(String[] job, Map<String, String> environment, String kind) throws Exception {
        try (Command command = Command.run(folder, environment, "train", Command.EXAMPLES.resolve(job[0] + ".conf"),
                "--json",
                kind, 2, "--slots", 1, "--set", job[1])) {
            assertThat(command.exitCode()).as(command.toString()).isZero();
            return command.parametersSha256();
        }
    }
}
