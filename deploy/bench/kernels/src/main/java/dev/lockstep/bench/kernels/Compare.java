package dev.lockstep.bench.kernels;

import java.util.List;
import java.util.Locale;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Prints a table: GFLOP/s of both sides on every shape whose line matches the argument, if there is one; options are
 * JMH's. The two sides of a shape run next to each other, and of each the median of its calls counts, which what else
 * runs on the machine hardly moves.
 */
public final class Compare {

    private static final double MEDIAN = 50;
    private static final String CAPTION = """
            GFLOP/s of one thread: two operations for each link of a chain; taps in the padding count.
            NN, NT, TN m x n x k: products, T for a transposed operand. /s: lockstep sums along a tree of s shards, OpenBLAS
            in one go.
            conv examples x channels x height x width, filters x kernel: lockstep starts from images, OpenBLAS from patches
            that were unrolled before the clock started, a product an example: these rows favour OpenBLAS.
            """;

    private Compare() {}

    public static void main(String[] arguments) throws RunnerException, CommandLineOptionException {
        CommandLineOptions options = new CommandLineOptions(arguments);
        List<String> wanted = options.getIncludes();
        System.out.print(CAPTION);
        int shown = part("products of the networks", options, wanted, 0, Shapes.COUNTED.size())
                + part("beside them", options, wanted, Shapes.COUNTED.size(), Shapes.ALL.size());
        if (shown == 0) {
            System.err.println("no row matches " + String.join(", ", wanted));
            System.exit(1);
        }
    }

    /** Prints the wanted ones of some rows, their geometric mean and the least ratio; returns how many there were. */
    private static int part(String title, CommandLineOptions options, List<String> wanted, int from, int to)
            throws RunnerException {
        double logSum = 0;
        double least = Double.POSITIVE_INFINITY;
        int shapes = 0;
        for (int i = from; i < to; i++) {
            Shape shape = Shapes.ALL.get(i);
            if (!wanted.isEmpty() && wanted.stream().noneMatch(shape.toString()::matches)) {
                continue;
            }
            if (shapes == 0) {
                System.out.printf("%n%-46s %9s %9s %7s%n", title, "lockstep", "openblas", "ratio");
            }
            double ours = shape.flops() / nanoseconds(options, "lockstep", i);
            double theirs = shape.flops() / nanoseconds(options, "openBlas", i);
            System.out.printf(Locale.ROOT, "%-46s %9.1f %9.1f %7.2f%n", shape, ours, theirs, ours / theirs);
            logSum += StrictMath.log(ours / theirs);
            least = Math.min(least, ours / theirs);
            shapes++;
        }
        if (shapes > 0) {
            System.out.printf(Locale.ROOT, "geometric mean over %d shapes: %.3f; the least: %.2f%n", shapes,
                    StrictMath.exp(logSum / shapes), least);
        }
        return shapes;
    }

    private static double nanoseconds(CommandLineOptions options, String side, int shape) throws RunnerException {
        RunResult result = new Runner(new OptionsBuilder().parent(options)
                .include(KernelBenchmark.class.getName() + "\\." + side + "$")
                .param("shape", String.valueOf(shape)).verbosity(VerboseMode.SILENT).shouldFailOnError(true).build())
                .runSingle();
        return result.getPrimaryResult().getStatistics().getPercentile(MEDIAN);
    }
}
