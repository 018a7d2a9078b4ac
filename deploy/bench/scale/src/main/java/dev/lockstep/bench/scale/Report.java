package dev.lockstep.bench.scale;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The constants, and predictions beside measurements, as text. */
final class Report {

    private static final double MS = 1e3;
    private static final double US = 1e6;
    private static final double BYTES_PER_GB = 1e9;
    private static final int[] WORKERS = {1, 2, 3, 4, 8, 16, 32, 64, 100, 128, 256, 512, 1_000, 1_024};

    private Report() {}

    static String of(Constants constants, List<Check> checks) {
        List<String> lines = new ArrayList<>();
        lines.add(constants.machine());
        lines.add("");
        constants.passes().forEach((name, pass) -> lines.add(format("pass of %-6s %7.3f ms + %7.2f us an example", name,
                pass.fixedS() * MS, pass.exampleS() * US)));
        lines.add(exchange("shared memory", constants.shared()));
        lines.add(exchange("TCP", constants.tcp()));
        lines.add(format("additions %.1f GB/s, optimizer %.1f GB/s", 1 / constants.addSPerByte() / BYTES_PER_GB,
                1 / constants.stepSPerByte() / BYTES_PER_GB));
        if (!checks.isEmpty()) {
            lines.add("");
            lines.add(
                    format("%-8s %-13s %7s %12s %12s %6s", "network", "over", "workers", "predicted ms", "measured ms",
                            "ratio"));
        }
        for (Check check : checks) {
            double predictedS = check.predictedS(constants);
            lines.add(format("%-8s %-13s %7d %12.2f %12.2f %6.2f", check.network(), check.place(), check.workers(),
                    predictedS * MS, check.measuredS() * MS, predictedS / check.measuredS()));
        }
        for (Scenario scenario : Scenario.ALL) {
            lines.add("");
            lines.addAll(table(constants, scenario));
        }
        return String.join("\n", lines) + "\n";
    }

    private static String exchange(String name, Constants.Exchange exchange) {
        return format("exchange by %-13s %7.1f us + a byte at %.2f GB/s, up and back", name, exchange.fixedS() * US,
                1 / exchange.sPerByte() / BYTES_PER_GB);
    }

    /** Step times of one network over one kind of link. */
    private static List<String> table(Constants constants, Scenario scenario) {
        List<String> lines = new ArrayList<>();
        StringBuilder title = new StringBuilder(format("%-30s", scenario.title()));
        for (Curve curve : Curve.ALL) {
            title.append(format("%24s", curve.name()));
        }
        lines.add(title.toString());
        for (int workers : WORKERS) {
            StringBuilder line = new StringBuilder(format("%4d workers: ms, efficiency    ", workers));
            for (Curve curve : Curve.ALL) {
                line.append(format("%17.2f %5.1f%%", scenario.stepS(constants, curve, workers) * MS,
                        scenario.efficiency(constants, curve, workers) * 100));
            }
            lines.add(line.toString());
        }
        return lines;
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
