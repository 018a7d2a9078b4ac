package dev.lockstep.deploy.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;

/** Worker JVMs over Akka Cluster and Netty give the hash and the results of one process, with nothing cut evenly. */
abstract class SameBitsOfProcesses {

    @TempDir
    private static Path folder;

    static void assertProcessesGiveTheNumbersOfOne(UnevenJob job) throws Exception {
        Numbers alone = numbers(job, Map.of(), "--slots", 1);
        assertThat(numbers(job, Map.of(), "--processes", 2)).as("two processes").isEqualTo(alone);
        Map<String, String> oneOverTcp = Map.of("LOCKSTEP_WORKER_JAVA_OPTS_1", "-Dlockstep.plane=tcp");
        assertThat(numbers(job, oneOverTcp, "--processes", 3, "--slots", 2))
                .as("three processes, of which one shares no memory").isEqualTo(alone);
    }

    private static Numbers numbers(UnevenJob job, Map<String, String> environment, Object... options) throws Exception {
        try (Command command = Command.run(folder, environment, job.train(options))) {
            assertThat(command.exitCode()).as(command.toString()).isZero();
            return job.numbers(command.out());
        }
    }
}
