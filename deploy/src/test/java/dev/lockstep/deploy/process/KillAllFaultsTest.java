package dev.lockstep.deploy.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The whole run is killed at a random moment, coordinator and workers at once, and goes on with another number of workers:
 * the model of a run that nothing happened to, and no more steps done again than lie between two checkpoints.
 */
class KillAllFaultsTest {

    private static final long FIRST_SEED = Long.getLong("lockstep.faults.seed", 1);
    private static final int RUNS = Integer.getInteger("lockstep.faults.runs", 20);
    private static final long EVERY_STEPS = 200;
    private static final List<Object> JOB = List.of(Command.EXAMPLES.resolve("digits.conf"), "--set",
            "stop.epochs=200", "--set", "optimizer.schedule.steps=" + 200 * Undisturbed.STEPS_PER_EPOCH, "--set",
            "checkpoint.every-steps=" + EVERY_STEPS);
    private static final long JUST_DUE_STEPS = 20;
    private static final int MAX_WORKERS = 3;
    private static final int MAX_TRAINING_MS = 5_000;
    private static final long START_S = 60;
    private static final long END_S = 120;
    private static final Pattern CHECKPOINT = Pattern.compile("step-(\\d+)\\.term-\\d+\\.(json|safetensors)");

    private static Undisturbed undisturbed;

    @BeforeAll
    static void runUndisturbed() throws Exception {
        undisturbed = Undisturbed.run(JOB);
    }

    static LongStream seeds() {
        return LongStream.range(FIRST_SEED, FIRST_SEED + RUNS);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    @Timeout(value = 300, unit = TimeUnit.SECONDS)
    void aKilledRunGoesOnWithOtherWorkers(long seed) throws Exception {
        Random random = new Random(seed);
        int before = 1 + random.nextInt(MAX_WORKERS);
        int after = 1 + (before + random.nextInt(MAX_WORKERS - 1)) % MAX_WORKERS;
        long afterMs = random.nextInt(MAX_TRAINING_MS);
        Path folder = Files.createDirectories(Folders.emptied(Folders.KEPT.resolve("killed-" + seed)));
        Path run = folder.resolve("run");
        try (Command first = Command.start(folder, Map.of(), train("--processes", before, "--run-dir", run))) {
            first.await("training has begun", START_S, () -> first.err().contains("training with"));
            TimeUnit.MILLISECONDS.sleep(afterMs);
            first.killGroup();
            first.awaitEnd(START_S);
        }
        long checkpoint = newestCheckpoint(run, "json");
        long reached = StepLines.of(run.resolve("metrics.jsonl")).last();
        boolean writing = newestCheckpoint(run, "safetensors") > checkpoint;
        // Is perhaps being copied, of which there is no file yet.
        long justDue = reached % EVERY_STEPS < JUST_DUE_STEPS ? JUST_DUE_STEPS : 0;
        String told = String.format("seed %d: %d workers killed after %d ms, at step %d with checkpoint %d%s, then %d",
                seed, before, afterMs, reached, checkpoint, writing ? " and the next being written" : "", after);
        System.out.println(told);
        try (Command second = Command.run(folder, Map.of(),
                train(seed % 4 == 0 ? "--workers" : "--processes", after, "--resume", "--run-dir", run))) {
            undisturbed.requireSame(second, run, told + "\n" + second);
        }
        assertThat(reached - checkpoint).as(told)
                .isLessThanOrEqualTo(writing ? 2 * EVERY_STEPS : EVERY_STEPS + justDue);
        Folders.emptied(folder);
    }

    private static Object[] train(Object... options) {
        List<Object> arguments = new ArrayList<>(List.of("train", "--json"));
        arguments.addAll(JOB);
        arguments.addAll(List.of(options));
        return arguments.toArray();
    }

    /** The newest step of which there is a file with this ending; a manifest ({@code json}) makes a checkpoint whole. */
    private static long newestCheckpoint(Path run, String ending) throws IOException {
        Path checkpoints = run.resolve("checkpoints");
        if (!Files.isDirectory(checkpoints)) {
            return 0;
        }
        try (Stream<Path> files = Files.list(checkpoints)) {
            return files.map(file -> CHECKPOINT.matcher(file.getFileName().toString())).filter(Matcher::matches)
                    .filter(file -> file.group(2).equals(ending)).mapToLong(file -> Long.parseLong(file.group(1)))
                    .max().orElse(0);
        }
    }
}
