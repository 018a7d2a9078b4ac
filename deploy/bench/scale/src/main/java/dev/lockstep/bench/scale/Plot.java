package dev.lockstep.bench.scale;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Step time and efficiency of one network from 1 to 1,024 workers, powers of two, as SVG: a column of two panels for each
 * rate of network cards.
 */
final class Plot {

    static final int MOST_WORKERS = 1_024;

    private static final int PANEL_WIDTH = 250;
    private static final int PANEL_HEIGHT = 230;
    private static final int LEFT = 74;
    private static final int TOP = 74;
    private static final int COLUMN_GAP = 34;
    private static final int ROW_GAP = 40;
    private static final int BOTTOM = 74;
    private static final double EFFICIENCY_FLOOR = 1e-4;

    private final StringBuilder body = new StringBuilder();
    private final Constants constants;
    private final Network network;
    private final double leastS;
    private final double mostS;

    private Plot(Constants constants, Network network) {
        this.constants = constants;
        this.network = network;
        double[] all = Scenario.GIGABITS.stream().map(rate -> new Scenario(network, rate))
                .flatMapToDouble(scenario -> Curve.ALL.stream().flatMapToDouble(curve -> IntStream.of(workers())
                        .mapToDouble(workers -> scenario.stepS(constants, curve, workers))))
                .sorted().toArray();
        this.leastS = Math.pow(10, Math.floor(Math.log10(all[0])));
        this.mostS = Math.pow(10, Math.ceil(Math.log10(all[all.length - 1])));
    }

    static String of(Constants constants, Network network) {
        return new Plot(constants, network).drawn();
    }

    private String drawn() {
        int columns = Scenario.GIGABITS.size();
        int width = LEFT + columns * PANEL_WIDTH + (columns - 1) * COLUMN_GAP + 24;
        int height = TOP + 2 * PANEL_HEIGHT + ROW_GAP + BOTTOM;
        add("<text x=\"%d\" y=\"24\" font-size=\"15\" font-weight=\"bold\">%s: %.1f MB of parameters, %,d shards of %d"
                + " examples, machines of %d cores (model)</text>%n", LEFT, network.name(),
                network.gradientBytes() / 1e6, Scenario.SHARDS, Scenario.EXAMPLES_A_SHARD, Scenario.CORES);
        for (int column = 0; column < columns; column++) {
            Scenario scenario = new Scenario(network, Scenario.GIGABITS.get(column));
            int x = LEFT + column * (PANEL_WIDTH + COLUMN_GAP);
            add("<text x=\"%d\" y=\"%d\" text-anchor=\"middle\" font-weight=\"bold\">%d Gbit/s</text>%n",
                    x + PANEL_WIDTH / 2, TOP - 10, scenario.gigabitsPerS());
            timePanel(scenario, x, TOP, column == 0);
            efficiencyPanel(scenario, x, TOP + PANEL_HEIGHT + ROW_GAP, column == 0);
        }
        legend(height - 18);
        return String.format(Locale.ROOT, """
                <svg xmlns="http://www.w3.org/2000/svg" width="%1$d" height="%2$d" viewBox="0 0 %1$d %2$d"\
                 font-family="sans-serif" font-size="12">
                <rect width="%1$d" height="%2$d" fill="white"/>
                %3$s</svg>
                """, width, height, body);
    }

    private void timePanel(Scenario scenario, int x, int y, boolean isFirst) {
        Axis axis = new Axis(y, leastS, mostS, true);
        frame(x, y);
        for (double tick = leastS; tick <= mostS * 1.01; tick *= 10) {
            tick(x, axis.at(tick), isFirst ? seconds(tick) : "");
        }
        if (isFirst) {
            axisName(y, "time of a step");
        }
        for (Curve curve : Curve.ALL) {
            line(curve, x, axis, IntStream.of(workers())
                    .mapToDouble(workers -> scenario.stepS(constants, curve, workers)).toArray());
        }
    }

    private void efficiencyPanel(Scenario scenario, int x, int y, boolean isFirst) {
        Axis axis = new Axis(y, 0, 1, false);
        frame(x, y);
        for (int percent = 0; percent <= 100; percent += 25) {
            tick(x, axis.at(percent / 100.0), isFirst ? percent + " %" : "");
        }
        if (isFirst) {
            axisName(y, "efficiency");
        }
        for (Curve curve : Curve.ALL) {
            line(curve, x, axis, IntStream.of(workers())
                    .mapToDouble(workers -> Math.max(EFFICIENCY_FLOOR, scenario.efficiency(constants, curve, workers)))
                    .toArray());
        }
        for (int workers = 1; workers <= MOST_WORKERS; workers *= 10) {
            add("<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%,d</text>%n", workersAt(x, workers),
                    y + PANEL_HEIGHT + 16, workers);
        }
        add("<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">workers</text>%n", x + PANEL_WIDTH / 2,
                y + PANEL_HEIGHT + 32);
    }

    private void frame(int x, int y) {
        add("<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"none\" stroke=\"#888\"/>%n", x, y, PANEL_WIDTH,
                PANEL_HEIGHT);
        for (int workers = 10; workers < MOST_WORKERS; workers *= 10) {
            add("<line x1=\"%1$.1f\" x2=\"%1$.1f\" y1=\"%2$d\" y2=\"%3$d\" stroke=\"#ddd\"/>%n", workersAt(x, workers),
                    y, y + PANEL_HEIGHT);
        }
    }

    private void tick(int x, double y, String label) {
        add("<line x1=\"%d\" x2=\"%d\" y1=\"%3$.1f\" y2=\"%3$.1f\" stroke=\"#ddd\"/>%n", x, x + PANEL_WIDTH, y);
        if (!label.isEmpty()) {
            add("<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>%n", x - 6, y + 4, label);
        }
    }

    private void axisName(int y, String name) {
        int middle = y + PANEL_HEIGHT / 2;
        add("<text x=\"16\" y=\"%1$d\" text-anchor=\"middle\" transform=\"rotate(-90 16 %1$d)\">%2$s</text>%n", middle,
                name);
    }

    private void line(Curve curve, int x, Axis axis, double[] values) {
        int[] workers = workers();
        StringBuilder points = new StringBuilder();
        for (int i = 0; i < values.length; i++) {
            points.append(String.format(Locale.ROOT, "%.1f,%.1f ", workersAt(x, workers[i]), axis.at(values[i])));
        }
        add("<polyline fill=\"none\" stroke=\"%s\" stroke-width=\"2\"%s points=\"%s\"/>%n", curve.colour(),
                dashes(curve), points.toString().strip());
    }

    private void legend(int y) {
        int x = LEFT;
        for (Curve curve : Curve.ALL) {
            add("<line x1=\"%d\" x2=\"%d\" y1=\"%3$d\" y2=\"%3$d\" stroke=\"%4$s\" stroke-width=\"2\"%5$s/>%n", x,
                    x + 34, y - 4, curve.colour(), dashes(curve));
            add("<text x=\"%d\" y=\"%d\">%s</text>%n", x + 42, y, curve.name());
            x += 210;
        }
    }

    private static String dashes(Curve curve) {
        return curve.dashes().isEmpty() ? "" : " stroke-dasharray=\"" + curve.dashes() + "\"";
    }

    private static double workersAt(int x, int workers) {
        return x + PANEL_WIDTH * Math.log10(workers) / Math.log10(MOST_WORKERS);
    }

    private static String seconds(double s) {
        List<String> units = List.of("us", "ms", "s");
        double[] sizes = {1e-6, 1e-3, 1};
        int unit = s >= 0.999 ? 2 : s >= 0.999e-3 ? 1 : 0;
        return String.format(Locale.ROOT, "%.0f %s", s / sizes[unit], units.get(unit));
    }

    /** Powers of two: what lies between is not on these lines, since ranges that are not aligned send more partials. */
    private static int[] workers() {
        return IntStream.iterate(1, workers -> workers <= MOST_WORKERS, workers -> 2 * workers).toArray();
    }

    private void add(String format, Object... values) {
        body.append(String.format(Locale.ROOT, format, values));
    }

    /** From a value to a panel's height. */
    private record Axis(int top, double least, double most, boolean isLogarithmic) {

        double at(double value) {
            double share = isLogarithmic
                    ? Math.log10(value / least) / Math.log10(most / least)
                    : (value - least) / (most - least);
            return top + PANEL_HEIGHT * (1 - share);
        }
    }
}
