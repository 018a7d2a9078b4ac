package dev.lockstep.deploy.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run of several processes gives one trace, and the bits of one that is not traced. */
class TraceProcessTest {

    @TempDir
    private Path folder;

    @Test
    void oneFileShowsAllProcesses() throws Exception {
        UnevenJob job = UnevenJob.ALL.getFirst();
        Path file = folder.resolve("trace.json");
        try (Command traced = Command.run(folder, Map.of(), job.train("--processes", 2, "--slots", 1, "--trace", file,
                "--run-dir", folder.resolve("traced")));
                Command plain = Command.run(folder, Map.of(), job.train("--run-dir", folder.resolve("plain")))) {
            assertThat(traced.exitCode()).as(traced.toString()).isZero();
            assertThat(job.numbers(traced.out())).isEqualTo(job.numbers(plain.out()));
        }
        TraceEvents trace = new TraceEvents(file);
        trace.requireNested();
        assertThat(trace.processes()).containsExactly("coordinator", "worker 1", "worker 2");
        assertThat(trace.names()).contains("gather data", "prepare next data", "forward", "forward dense1 and relu1",
                "forward loss", "backward", "backward dense1 and relu1", "send block", "pack frames", "receive partial",
                "tree addition", "optimizer step", "publish block", "receive parameters", "commit");
        assertThat(trace.allWithin("send block", "backward")).as("blocks leave while backward goes on").isTrue();
        try (var left = Files.list(folder)) {
            assertThat(left.filter(path -> path.getFileName().toString().startsWith("trace.json")))
                    .containsExactly(file);
        }
    }
}
