package dev.lockstep.deploy.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a user sees on a terminal, which util-linux's {@code script} plays. */
class TerminalProcessTest {

    private static final Path SCRIPT = Path.of("/usr/bin/script");
    private static final String CLEAR = "\r *\r";
    private static final long END_S = 60;

    @TempDir
    private Path folder;

    @BeforeEach
    void needsATerminal() {
        assumeThat(Files.isExecutable(SCRIPT)).as("util-linux's script is installed").isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "100 | epoch \\d+/15  step \\d+/300  loss \\d+\\.\\d{4}  [\\d,]+ examples/s  \\d+:\\d\\d left *",
            "40 | \\d+/15 \\d+/300 \\d+\\.\\d{4} [\\d,]+/s \\d+:\\d\\d *"})
    void theProgressLineTellsAllWithinTheWidthAndIsClearedAtTheEnd(int columns, String line) throws Exception {
        String seen = onTerminal(columns, Map.of(), "train " + Command.EXAMPLES.resolve("digits.conf")
                + " --set stop.epochs=15 --run-dir " + folder.resolve("run"));
        List<String> moving = seen.lines().flatMap(text -> List.of(text.split("\r")).stream())
                .filter(text -> text.matches(line)).toList();
        assertThat(moving).as(seen).isNotEmpty().allSatisfy(text -> assertThat(text.length()).isLessThan(columns));
        assertThat(seen).doesNotContain("epoch 1/15  step 20  loss").containsPattern(CLEAR + "finished: 300 steps");
    }

    @Test
    void faultsAreRedUnlessNoColorIsSet() throws Exception {
        assertThat(onTerminal(80, Map.of("TERM", "xterm"), "validate none.conf"))
                .contains("\033[31mlockstep: \033[0mnone.conf");
        assertThat(onTerminal(80, Map.of("TERM", "xterm", "NO_COLOR", "1"), "validate none.conf"))
                .contains("lockstep: none.conf").doesNotContain("\033");
        assertThat(onTerminal(80, Map.of("TERM", "dumb"), "validate none.conf")).doesNotContain("\033");
    }

    /** What the terminal has got; lines end with CR LF. */
    private String onTerminal(int columns, Map<String, String> environment, String arguments)
            throws IOException, InterruptedException {
        Path seen = Files.createTempFile(folder, "seen", ".txt");
        ProcessBuilder builder = new ProcessBuilder(SCRIPT.toString(), "-qec",
                "stty cols " + columns + "; exec " + Command.SCRIPT + " " + arguments, "/dev/null");
        builder.environment().remove("NO_COLOR");
        builder.environment().put("LOCKSTEP_BUILD", "never");
        builder.environment().putAll(environment);
        Process process = builder.directory(folder.toFile()).redirectErrorStream(true).redirectOutput(seen.toFile())
                .redirectInput(Path.of("/dev/null").toFile()).start();
        try {
            assertThat(process.waitFor(END_S, TimeUnit.SECONDS)).as("ends: %s", arguments).isTrue();
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        return Files.readString(seen);
    }
}
