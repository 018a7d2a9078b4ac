package dev.lockstep.coordinator.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every script of {@code src/test/resources/runs} goes as it is written. To write the effects of a new one, run with
 * {@code -Dlockstep.runs.rewrite=true} and read what it wrote.
 */
class CoordinatorProtocolTest {

    private static final Path RUNS = Path.of("src/test/resources/runs");

    static List<String> scripts() throws IOException {
        try (Stream<Path> files = Files.list(RUNS)) {
            return files.map(f -> f.getFileName().toString()).filter(n -> n.endsWith(".txt")).sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("scripts")
    void runGoesAsWritten(String script) throws IOException {
        String written = Files.readString(RUNS.resolve(script));
        String played = RunScript.play(written);
        if (Boolean.getBoolean("lockstep.runs.rewrite")) {
            Files.writeString(RUNS.resolve(script), played);
        }
        assertThat(played).as(script).isEqualTo(written);
    }

    @Test
    void aScriptThatExpectsSomethingElseIsTold() throws IOException {
        String written = Files.readString(RUNS.resolve("one-worker.txt"));
        String wrong = written.replace("commit 1", "commit 2");
        assertThat(wrong).isNotEqualTo(written);
        assertThat(RunScript.play(wrong)).isNotEqualTo(wrong);
    }
}
