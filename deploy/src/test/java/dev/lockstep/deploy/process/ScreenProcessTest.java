package dev.lockstep.deploy.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What reaches a user's screen through the launch script. */
class ScreenProcessTest {

    @TempDir
    private Path folder;

    @Test
    void theJvmsWarningIsNotSeen() throws Exception {
        try (Command command = Command.run(folder, Map.of(), "--version")) {
            assertThat(command.exitCode()).isZero();
            assertThat(command.out()).startsWith("lockstep ");
            assertThat(command.err()).isEmpty();
        }
    }

    @Test
    void everyOtherLineOfTheJvmIs() throws Exception {
        try (Command command = Command.run(folder, Map.of("LOCKSTEP_JAVA_OPTS", "-XX:+NoSuchOption"), "--version")) {
            assertThat(command.exitCode()).isEqualTo(1);
            command.await("the JVM's line has passed", 10, () -> command.err().contains("NoSuchOption"));
        }
    }

    @Test
    void faultsGoToStandardErrorInTheOrderTheyWereSaid() throws Exception {
        try (Command command = Command.run(folder, Map.of(), "validate", "none.conf")) {
            assertThat(command.exitCode()).isEqualTo(2);
            assertThat(command.out()).isEmpty();
            assertThat(command.err()).contains("none.conf").doesNotContain("WARNING", "\tat ");
        }
    }
}
