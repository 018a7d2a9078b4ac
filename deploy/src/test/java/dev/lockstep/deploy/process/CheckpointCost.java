package dev.lockstep.deploy.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * What checkpoints cost a run that writes them all the time: the step that comes after a checkpoint, which waits for the copy,
 * and the other steps, during which files are written, against the same run without checkpoints.
 */
final class CheckpointCost {

    /** 64-2048-2048-10 with momentum: what is written is twice the parameters. */
    private static final String LAYERS = "[ { dense = 2048 }, relu, { dense = 2048 }, relu, { dense = 10 } ]";
    private static final double MILLIONS_OF_FLOATS = 2 * (64 * 2048 + 2048 + 2048 * 2048 + 2048 + 2048 * 10 + 10) / 1e6;
    private static final long WARM_STEPS = 60;
    private static final long STEPS = 400;
    private static final long EVERY_STEPS = 20;
    private static final Pattern WRITTEN = Pattern.compile("checkpoint of step \\d+ written in (\\d+) ms");

    private CheckpointCost() {}

    /**
     * Prints it.
     *
     * @param trials runs of each kind, one after the other in turn
     */
    static void print(Path folder, int trials) throws Exception {
        Path job = Files.writeString(Files.createDirectories(folder).resolve("wide.conf"), wide());
        double[] without = new double[trials];
        double[] with = new double[trials];
        double[] after = new double[trials];
        double[] whole = new double[trials];
        double[] wholeWithout = new double[trials];
        double[] writtenMs = new double[trials];
        for (int trial = 0; trial < trials; trial++) {
            StepLines plain = steps(run(folder, job, "plain-" + trial, STEPS + 1));
            without[trial] = median(plain, step -> true);
            wholeWithout[trial] = mean(plain);
            Path kept = run(folder, job, "kept-" + trial, EVERY_STEPS);
            StepLines steps = steps(kept);
            after[trial] = median(steps, step -> step % EVERY_STEPS == 1);
            with[trial] = median(steps, step -> step % EVERY_STEPS != 1);
            whole[trial] = mean(steps);
            writtenMs[trial] = writtenMs(kept);
        }
        System.out.printf(
                "%nA checkpoint of %.1f million floats every %d steps, one process; medians of %d runs, in ms%n",
                MILLIONS_OF_FLOATS, EVERY_STEPS, trials);
        System.out.printf(
                "step without checkpoints %.1f (mean %.1f); with them: step after a checkpoint %.1f, another %.1f"
                        + " (mean of all %.1f); written in %.0f%n",
                Medians.of(without), Medians.of(wholeWithout), Medians.of(after),
                Medians.of(with), Medians.of(whole), Medians.of(writtenMs));
    }

    private static String wide() throws IOException {
        return Files.readString(Command.EXAMPLES.resolve("digits.conf"))
                .replaceAll("model = .*", "model = " + LAYERS)
                .replace("\"data/", "\"" + Command.EXAMPLES.resolve("data") + "/");
    }

    private static Path run(Path folder, Path job, String name, long everySteps) throws Exception {
        Path run = folder.resolve(name);
        try (Command command = Command.run(folder, Map.of(), "train", job, "--run-dir", run, "--json", "--set",
                "stop.epochs=1000", "--set", "stop.steps=" + STEPS, "--set", "checkpoint.every-steps=" + everySteps,
                "--set", "optimizer.learning-rate=0.01")) {
            if (command.awaitEnd(1) != 0) {
                throw new AssertionError(command.toString());
            }
        }
        return run;
    }

    private static StepLines steps(Path run) {
        StepLines all = StepLines.of(run.resolve("metrics.jsonl"));
        return new StepLines(all.lines().stream().filter(line -> line.step() > WARM_STEPS).toList());
    }

    private static double median(StepLines steps, Predicate<Long> which) {
        return Medians.of(steps.lines().stream().filter(line -> which.test(line.step()))
                .mapToDouble(StepLines.StepLine::stepMs).toArray());
    }

    private static double mean(StepLines steps) {
        return steps.lines().stream().mapToDouble(StepLines.StepLine::stepMs).average().orElseThrow();
    }

    private static double writtenMs(Path run) throws IOException {
        List<Double> all = WRITTEN.matcher(Files.readString(run.resolve("lockstep.log"))).results()
                .map(result -> Double.parseDouble(result.group(1))).toList();
        return Medians.of(all.stream().mapToDouble(Double::doubleValue).toArray());
    }
}
