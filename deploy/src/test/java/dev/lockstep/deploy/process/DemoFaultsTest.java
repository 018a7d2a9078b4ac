package dev.lockstep.deploy.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demonstration needs no arguments, and ends with two equal hashes. */
class DemoFaultsTest {

    private static final long END_S = 150;

    @TempDir
    private Path folder;

    @Test
    void killedProcessesOnScreenLeaveTheModelAsItIs() throws Exception {
        try (Command demo = Command.start(folder, Map.of(), "demo", "chaos")) {
            assertThat(demo.awaitEnd(END_S)).as(demo.toString()).isZero();
            assertThat(demo.out()).contains("kill -9 of worker 1", "kill -STOP", "kill -9 of the coordinator",
                    "The two models are the same, byte for byte.");
            assertThat(demo.workers()).isEmpty();
        }
    }
}
