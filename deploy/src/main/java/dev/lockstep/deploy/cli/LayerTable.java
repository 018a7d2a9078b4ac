package dev.lockstep.deploy.cli;

import dev.lockstep.common.nn.Network;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The table of layers, shapes and parameters that is shown before training. */
final class LayerTable {

    private static final int GAP = 2;

    private LayerTable() {}

    static List<String> lines(Network network) {
        List<String[]> rows = new ArrayList<>();
        rows.add(new String[]{"layer", "kind", "output", "parameters"});
        rows.add(new String[]{"", "input", network.input().toString(), ""});
        for (Network.LayerRow row : network.table()) {
            rows.add(new String[]{row.name(), row.kind(), row.output().toString(), number(row.parameters())});
        }
        rows.add(new String[]{"", "", "", number(network.layout().total())});
        int[] widths = new int[4];
        for (String[] row : rows) {
            for (int c = 0; c < row.length; c++) {
                widths[c] = Math.max(widths[c], row[c].length());
            }
        }
        return rows.stream().map(row -> line(row, widths)).toList();
    }

    private static String line(String[] row, int[] widths) {
        StringBuilder text = new StringBuilder();
        for (int c = 0; c < row.length; c++) {
            String padding = " ".repeat(widths[c] - row[c].length());
            boolean last = c == row.length - 1;
            text.append(last ? padding + row[c] : row[c] + padding + " ".repeat(GAP));
        }
        return text.toString().stripTrailing();
    }

    private static String number(long n) {
        return String.format(Locale.ROOT, "%,d", n);
    }
}
