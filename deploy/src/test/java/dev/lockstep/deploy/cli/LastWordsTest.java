package dev.lockstep.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class LastWordsTest {

    private final LastWords words = new LastWords();

    @Test
    void faultsAloneAreKeptWithoutLogAndTrace() {
        hear("joined 127.0.0.1:2551",
                "ERROR [main] dev.lockstep.deploy.cli.Main - exit code 1: no fused multiply-add",
                "dev.lockstep.deploy.cli.CommandFault: no fused multiply-add",
                "\tat dev.lockstep.deploy.cli.Main.main(Main.java:27)",
                "Caused by: java.lang.IllegalStateException: no fused multiply-add", "\t... 12 common frames omitted",
                "lockstep: no fused multiply-add", "lockstep:     at dev.lockstep.deploy.cli.Main.main(Main.java:27)",
                "INFO  [akka] CoordinatedShutdown - running");
        assertThat(words.lines()).containsExactly("no fused multiply-add");
    }

    @Test
    void whatTheJvmSaysIsKeptForWantOfAFault() {
        hear("Unrecognized VM option 'NoSuchOption'", "", "Error: Could not create the Java Virtual Machine.");
        assertThat(words.lines()).containsExactly("Unrecognized VM option 'NoSuchOption'",
                "Error: Could not create the Java Virtual Machine.");
    }

    @Test
    void theLastFiveAreKept() {
        hear("lockstep: 1", "lockstep: 2", "lockstep: 3", "lockstep: 4", "lockstep: 5", "lockstep: 6");
        assertThat(words.lines()).containsExactly("2", "3", "4", "5", "6");
    }

    private void hear(String... lines) {
        List.of(lines).forEach(words::hear);
    }
}
