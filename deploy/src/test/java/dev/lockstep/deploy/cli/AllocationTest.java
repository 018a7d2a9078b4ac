package dev.lockstep.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a step leaves to the garbage collector, in all threads of a process together: a count of bytes, whatever time it takes.
 * Until the compiler is done vectors are objects, and when it is done nobody can say; so the least of several stretches of
 * steps counts. {@code -Dlockstep.allocation.print=true} prints all of them.
 */
class AllocationTest {

    private static final long MAX_BYTES_PER_STEP = 64 << 10;
    private static final long STEPS = 12_000;
    private static final long STRETCH_STEPS = 1_000;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @TempDir
    private Path folder;

    private record Sample(long steps, long bytes) {}

    @Test
    void aWarmStepLeavesLittleToTheCollector() throws IOException, InterruptedException {
        CompletableFuture<Lockstep.Outcome> run = CompletableFuture.supplyAsync(this::train);
        List<Long> bytesPerStep = new ArrayList<>();
        Sample from = sample();
        while (!run.isDone()) {
            Sample now = sample();
            if (now.steps() - from.steps() >= STRETCH_STEPS && now.steps() < STEPS) {
                bytesPerStep.add((now.bytes() - from.bytes()) / (now.steps() - from.steps()));
                from = now;
            }
            Thread.sleep(5);
        }
        assertThat(run.join().exitCode()).as(run.join().err()).isZero();
        if (Boolean.getBoolean("lockstep.allocation.print")) {
            System.out.println("bytes a step: " + bytesPerStep);
        }
        assertThat(bytesPerStep).as("bytes a step").hasSizeGreaterThan(2)
                .anySatisfy(bytes -> assertThat(bytes).isBetween(1L, MAX_BYTES_PER_STEP));
    }

    /** Two slots and 16 shards. */
    private Lockstep.Outcome train() {
        return Lockstep.run("train", Lockstep.EXAMPLES.resolve("digits.conf"), "--slots", 2, "--set",
                "model=[{dense=128},relu,{dense=10}]", "--set", "stop.epochs=1000", "--set", "stop.steps=" + STEPS,
                "--set", "optimizer.learning-rate=0.01", "--set", "checkpoint.every-steps=100000", "--run-dir",
                folder.resolve("run"));
    }

    /** The lines of the metrics are counted, which come some hundredths of a second late; what counting allocates is not. */
    private Sample sample() throws IOException {
        Path metrics = folder.resolve("run").resolve("metrics.jsonl");
        long steps = 0;
        if (Files.exists(metrics)) {
            try (Stream<String> lines = Files.lines(metrics)) {
                steps = lines.filter(line -> line.contains("\"step_ms\"")).count();
            }
        }
        return new Sample(steps, THREADS.getTotalThreadAllocatedBytes()
                - THREADS.getThreadAllocatedBytes(Thread.currentThread().threadId()));
    }
}
