package dev.lockstep.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.deploy.cli.Lockstep.Outcome;
import dev.lockstep.deploy.process.TraceEvents;
import dev.lockstep.deploy.process.UnevenJob;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code --trace} writes, and that it changes nothing else. */
class TraceTest {

    @TempDir
    private Path folder;

    @Test
    void aTraceHasSpansOfEachKindAndLeavesTheBits() throws Exception {
        UnevenJob job = UnevenJob.digitsCnn(599, 23, 1);
        Outcome plain = Lockstep.run(job.train("--slots", 2, "--run-dir", folder.resolve("plain")));
        Path file = folder.resolve("trace.json");
        Outcome traced = Lockstep.run(job.train("--slots", 2, "--trace", file, "--run-dir", folder.resolve("traced")));

        assertThat(traced.exitCode()).as(traced.err()).isZero();
        assertThat(job.numbers(traced.out())).isEqualTo(job.numbers(plain.out()));
        TraceEvents trace = new TraceEvents(file);
        trace.requireNested();
        assertThat(trace.processes()).containsExactly("train");
        assertThat(trace.names()).contains("gather data", "forward", "forward conv1 and relu1", "forward max-pool1",
                "forward loss", "backward", "backward conv1 and relu1", "backward max-pool1", "send block",
                "tree addition", "optimizer step", "publish block", "commit", "evaluate shard", "coordinator's turn",
                "worker's turn");
        assertThat(trace.allWithin("send block", "backward")).as("blocks leave while backward goes on").isTrue();
    }

    @Test
    void aTraceNeedsAFolderThatIsThere() {
        Outcome outcome = Lockstep.run("train", Lockstep.EXAMPLES.resolve("digits.conf"), "--trace",
                folder.resolve("nowhere/trace.json"));
        assertThat(outcome.exitCode()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(outcome.faults()).singleElement().asString().contains("--trace").contains("a folder that is there");
    }
}
