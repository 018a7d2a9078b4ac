package dev.lockstep.bench.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command {@code deploy/bench/run}. */
@Command(name = "deploy/bench/run", mixinStandardHelpOptions = true, description = {
        "Trains four networks with Lockstep and its peers in turn, and prints medians and ratios.",
        "Exit code 0, also where a target is missed; 1 if a trainer fails, or the two sides' networks differ."})
public final class Bench implements Callable<Integer> {

    private static final String PROPERTIES = "lockstep.bench.";

    @Parameters(paramLabel = "ROUNDS", arity = "0..1", description = "How often each row runs (default: 5).")
    private Integer roundsFirst;

    @Option(names = "--rounds", paramLabel = "N", description = "The same.")
    private Integer rounds;

    @Option(names = "--only", paramLabel = "REGEX", description = "Only rows in whose \"NETWORK TRAINER\" it is found, as in"
            + " 'mlp (libtorch|Lockstep) 1'.")
    private Pattern only = Pattern.compile("");

    @Option(names = "--quick", description = "A quarter of the steps, and one round: for a look, not for a claim.")
    private boolean isQuick;

    @Option(names = "--out", paramLabel = "DIR", description = "Where results.json, results.txt, results.svg and the runs'"
            + " folders go (default: deploy/bench/target).")
    private Path out;

    private Bench() {}

    public static void main(String[] arguments) {
        // Who interrupts the comparison does not want its trainers to go on.
        Runtime.getRuntime().addShutdownHook(new Thread(
                () -> ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly)));
        System.exit(new CommandLine(new Bench()).setExecutionExceptionHandler((fault, line, _) -> {
            if (!(fault instanceof BenchFault)) {
                throw fault;
            }
            line.getErr().println("run: " + fault.getMessage());
            return line.getCommandSpec().exitCodeOnExecutionException();
        }).execute(arguments));
    }

    @Override
    public Integer call() throws IOException {
        Path project = Path.of(System.getProperty(PROPERTIES + "project"));
        Place place = new Place(project, Path.of(System.getProperty("java.home")),
                System.getProperty("java.class.path"),
                out == null ? project.resolve("deploy/bench/target") : out.toAbsolutePath());
        Files.createDirectories(place.out());
        int count = roundsFirst != null ? roundsFirst : rounds != null ? rounds : isQuick ? 1 : 5;
        List<Network> networks = Network.ALL.stream().map(network -> isQuick ? network.quick() : network).toList();
        Machine machine = Machine.here();
        Results results = new Results();
        for (int round = 1; round <= count; round++) {
            measure(networks, results, place, round, count);
            if (results.versions().isEmpty()) {
                throw new BenchFault("no row matches " + only);
            }
            Files.writeString(place.out().resolve("results.txt"), Table.of(machine, networks, results, round));
            Files.writeString(place.out().resolve("results.json"), ResultsJson.of(machine, networks, results));
            Files.writeString(place.out().resolve("results.svg"), Plot.of(networks, results));
        }
        System.out.print(Table.of(machine, networks, results, count));
        return 0;
    }

    /** One round. Every second goes backwards, so that nobody always follows the same. */
    private void measure(List<Network> networks, Results results, Place place, int round, int count) {
        List<Row> rows = round % 2 == 1 ? Rows.ALL : Rows.ALL.reversed();
        for (Network network : networks) {
            for (Row row : rows) {
                if (only.matcher(network.name() + " " + row.name()).find() && !results.isTooSlow(network, row)) {
                    System.err.printf(Locale.ROOT, "round %d of %d: %-6s %-28s %s%n", round, count, network.name(),
                            row.name(), measure(network, row, results, place, round));
                }
            }
        }
    }

    /** Adds what it measured to {@code results}, and tells it. */
    private static String measure(Network network, Row row, Results results, Place place, int round) {
        try {
            Measurement measured = Launch.run(row, network, place, round);
            results.add(network, row, measured);
            return String.format(Locale.ROOT, "%9.3f ms", measured.medianMs());
        } catch (TooSlow e) {
            results.addTooSlow(network, row, e.getMessage());
            return e.getMessage();
        }
    }
}
