package dev.lockstep.deploy.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A coordinator and two workers with network stacks of their own, over their addresses: the hash of one process. */
class TrainNamespacesTest {

    @Test
    void threeNamespacesGiveTheHashOfOneProcess() throws Exception {
        ProcessBuilder script = new ProcessBuilder(Path.of("test", "namespaces").toAbsolutePath().toString())
                .inheritIO();
        script.environment().put("LOCKSTEP_BUILD", "never");
        Process process = script.start();
        assertThat(process.waitFor(240, TimeUnit.SECONDS)).as("it ends").isTrue();
        assertThat(process.exitValue()).isZero();
    }
}
