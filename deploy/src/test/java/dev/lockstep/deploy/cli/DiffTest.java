package dev.lockstep.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.deploy.cli.Lockstep.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Comparing runs by their receipts, as its user meets it. */
class DiffTest {

    private static final Path JOB = Lockstep.EXAMPLES.resolve("digits.conf");

    @TempDir
    private Path folder;

    @Test
    void namesTheFirstStepAndBlockInWhichRunsDiffer() throws IOException {
        Path one = train("one", 3, "workers=1");
        Path two = train("two", 6, "workers=2");
        Path changed = train("changed", 6, "optimizer.momentum=0.8");

        Outcome equal = Lockstep.run("diff", one, two);
        assertThat(equal.exitCode()).as(equal.err()).isZero();
        assertThat(equal.err() + equal.out()).contains("equal up to step 3", "goes to step 3", "to step 6");

        Outcome different = Lockstep.run("diff", two, changed, "--json");
        assertThat(different.exitCode()).isEqualTo(1);
        assertThat(different.err()).contains("optimizer.momentum is 0.9",
                "different after step 2: block 0 (dense1.weight",
                "equal up to step 1");
        assertThat(different.out()).startsWith("{\"status\":\"finished\",\"exit_code\":1,\"equal\":false,"
                + "\"equal_up_to_step\":1,\"step\":2,\"block\":0,\"parameters\":[\"dense1.weight\"");

        Path metrics = two.resolve("metrics.jsonl");
        Files.writeString(metrics, Files.readString(metrics).replaceAll("\"digest\":\"[0-9a-f]*\"", "\"digest\":\"\""));
        assertThat(Lockstep.run("diff", one, two).faults()).singleElement().asString()
                .contains("two/metrics.jsonl: holds no receipt");
    }

    @Test
    void whatIsNoRunIsCode2() throws IOException {
        Outcome missing = Lockstep.run("diff", folder.resolve("a"), folder);
        assertThat(missing.exitCode()).isEqualTo(2);
        assertThat(missing.faults()).singleElement().asString().contains("no such run folder");
        Outcome empty = Lockstep.run("diff", folder, folder);
        assertThat(empty.exitCode()).isEqualTo(2);
        assertThat(empty.faults()).singleElement().asString().contains("holds no run");
    }

    private Path train(String name, int steps, String setting) {
        Path run = folder.resolve(name);
        String[] parts = setting.startsWith("workers=")
                ? new String[]{"--workers", setting.substring("workers=".length())}
                : new String[]{"--set", setting};
        Outcome outcome = Lockstep.run("train", JOB, "--run-dir", run, "--set", "stop.steps=" + steps, parts[0],
                parts[1]);
        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        return run;
    }
}
