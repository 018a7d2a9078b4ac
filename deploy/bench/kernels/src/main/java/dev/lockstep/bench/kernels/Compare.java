package dev.lockstep.bench.kernels;

import java.util.Locale;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Prints a table: GFLOP/s of both sides on every shape whose line matches the argument, if there is one. The two sides
 * of a shape run next to each other, and of each the median of its calls counts, which what else runs on the machine
 * hardly moves.
 */
public final class Compare {

    private static final double MEDIAN = 50;

    private Compare() {}

    public static void main(String[] arguments) throws RunnerException {
        String wanted = arguments.length == 0 ? ".*" : arguments[0];
        double logSum = 0;
        int shapes = 0;
        System.out.printf("%-44s %9s %9s %7s%n", "shape, GFLOP/s", "lockstep", "openblas", "ratio");
        for (int i = 0; i < Shape.ALL.size(); i++) {
            Shape shape = Shape.ALL.get(i);
            if (!shape.toString().matches(wanted)) {
                continue;
            }
            double ours = shape.flops() / nanoseconds("lockstep", i);
            double theirs = shape.flops() / nanoseconds("openBlas", i);
            System.out.printf(Locale.ROOT, "%-44s %9.1f %9.1f %7.2f%n", shape, ours, theirs, ours / theirs);
            logSum += StrictMath.log(ours / theirs);
            shapes++;
        }
        System.out.printf(Locale.ROOT, "geometric mean over %d shapes: %.3f%n", shapes,
                StrictMath.exp(logSum / shapes));
    }

    private static double nanoseconds(String side, int shape) throws RunnerException {
        RunResult result = new Runner(new OptionsBuilder()
                .include(ProductBenchmark.class.getName() + "\\." + side + "$")
                .param("shape", String.valueOf(shape)).verbosity(VerboseMode.SILENT).shouldFailOnError(true).build())
                .runSingle();
        return result.getPrimaryResult().getStatistics().getPercentile(MEDIAN);
    }
}
