package dev.lockstep.deploy.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Worker JVMs over Akka Cluster and Netty give the hash of one process. */
class SameBitsProcessTest {

    private static final Map<String, String> ALONE = new TreeMap<>();

    @TempDir
    private static Path folder;

    @ParameterizedTest
    @CsvSource({"digits, 2, stop.epochs=3", "digits, 3, stop.epochs=3", "digits-cnn, 2, stop.steps=20",
            "digits-cnn, 3, stop.steps=20", "diabetes, 2, stop.epochs=5", "diabetes, 3, stop.epochs=5"})
    void processesGiveTheHashOfOne(String job, int processes, String stop) throws Exception {
        if (!ALONE.containsKey(job)) {
            ALONE.put(job, hash(job, stop, "--slots", 1));
        }
        assertThat(hash(job, stop, "--processes", processes)).isEqualTo(ALONE.get(job));
    }

    private static String hash(String job, String stop, String option, int value) throws Exception {
        Path file = Command.EXAMPLES.resolve(job + ".conf");
        try (Command command = Command.run(folder, Map.of(), "train", file, "--json", option, value, "--set", stop)) {
            assertThat(command.exitCode()).as(command.toString()).isZero();
            return command.parametersSha256();
        }
    }
}
