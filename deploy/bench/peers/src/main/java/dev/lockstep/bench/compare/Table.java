package dev.lockstep.bench.compare;

import java.util.List;
import java.util.Locale;

/** The results as text. */
final class Table {

    private static final String ROW = "%-8s %-28s %10.3f %10.3f %10.3f %12.0f %10.0f %8.3f%n";
    private static final String ROW_HEAD = ROW.replaceAll("\\.\\d", "").replace('f', 's');
    private static final String RATIO = "%-8s %-46s %7.2f  %-8s %-8s %s%n";
    private static final String RATIO_HEAD = RATIO.replaceAll("\\.\\d", "").replace('f', 's');

    private Table() {}

    static String of(Machine machine, List<Network> networks, Results results, int rounds) {
        StringBuilder text = new StringBuilder();
        line(text, "%s, %d cores. %s. OpenBLAS of PyTorch: %s.%n", machine.processor(), machine.cores(),
                machine.java(), machine.debianOpenBlas());
        results.versions().forEach(version -> line(text, "%s%n", version));
        results.notes().forEach(note -> line(text, "LEFT OUT: %s%n", note));
        line(text, "Medians over %d rounds of each round's median step, least and most of them; peak resident memory of"
                + " all processes.%n", rounds);
        for (Network network : networks) {
            if (results.of(network).isEmpty()) {
                continue;
            }
            line(text, "%s: batch %d, %d steps after %d that are dropped.%n", network.name(), network.batch(),
                    network.measuredSteps(), network.warmUpSteps());
        }
        line(text, "%n" + ROW_HEAD, "network", "trainer", "ms/step", "least", "most", "examples/s", "MiB", "loss");
        for (Network network : networks) {
            for (Cell cell : results.of(network)) {
                line(text, ROW, network.name(), cell.row().name(), cell.medianMs(), cell.leastMs(), cell.mostMs(),
                        cell.examplesPerSecond(), cell.peakMemoryMib(), cell.lastLoss());
            }
        }
        line(text, "%n" + RATIO_HEAD, "network", "ratio of examples/s, or of MiB", "ratio", "target", "",
                "compared with");
        for (Claim claim : Claims.ALL) {
            for (Network network : networks) {
                claim.on(network, results).ifPresent(ratio -> line(text, RATIO, network.name(), claim.text(),
                        ratio.value(), ratio.targetText(), ratio.verdict(), ratio.best()));
            }
        }
        return text.toString();
    }

    private static void line(StringBuilder text, String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values));
    }
}
