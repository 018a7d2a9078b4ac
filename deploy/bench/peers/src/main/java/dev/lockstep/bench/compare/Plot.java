package dev.lockstep.bench.compare;

import java.util.List;
import java.util.Locale;

/** The results as an SVG picture: for each network a bar for each row, with a line from the least to the most. */
final class Plot {

    private static final int WIDTH = 900;
    private static final int LABEL_WIDTH = 230;
    private static final int VALUE_WIDTH = 110;
    private static final int BAR_WIDTH = WIDTH - LABEL_WIDTH - VALUE_WIDTH;
    private static final int LINE_HEIGHT = 18;
    private static final int TITLE_HEIGHT = 34;
    private static final String OURS = "#1b6ca8";
    private static final String PEERS = "#c9a66b";

    private Plot() {}

    static String of(List<Network> networks, Results results) {
        StringBuilder body = new StringBuilder();
        legend(body);
        int y = 10 + LINE_HEIGHT;
        for (Network network : networks) {
            List<Cell> cells = results.of(network);
            if (cells.isEmpty()) {
                continue;
            }
            add(body, "<text x=\"10\" y=\"%d\" font-weight=\"bold\">%s, batch %d: ms a step, less is better</text>%n",
                    y + TITLE_HEIGHT - 12, network.name(), network.batch());
            y += TITLE_HEIGHT;
            double longest = cells.stream().mapToDouble(Cell::mostMs).max().orElseThrow();
            for (Cell cell : cells) {
                bar(body, cell, y, BAR_WIDTH / longest);
                y += LINE_HEIGHT;
            }
        }
        return String.format(Locale.ROOT, """
                <svg xmlns="http://www.w3.org/2000/svg" width="%1$d" height="%2$d" viewBox="0 0 %1$d %2$d"\
                 font-family="sans-serif" font-size="12">
                <rect width="%1$d" height="%2$d" fill="white"/>
                %3$s</svg>
                """, WIDTH, y + 10, body);
    }

    private static void legend(StringBuilder body) {
        key(body, 10, OURS, "Lockstep");
        key(body, 110, PEERS, "its peers");
        add(body, "<line x1=\"210\" x2=\"222\" y1=\"16\" y2=\"16\" stroke=\"black\"/>%n"
                + "<text x=\"228\" y=\"20\">least to most of the rounds, each by its median</text>%n");
    }

    private static void key(StringBuilder body, int x, String colour, String words) {
        add(body,
                "<rect x=\"%d\" y=\"10\" width=\"12\" height=\"12\" fill=\"%s\"/>%n<text x=\"%d\" y=\"20\">%s</text>%n",
                x,
                colour, x + 18, words);
    }

    private static void bar(StringBuilder body, Cell cell, int y, double pixelsPerMs) {
        int middle = y + LINE_HEIGHT / 2;
        add(body, "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>%n", LABEL_WIDTH - 8, middle + 4,
                cell.row().name());
        add(body, "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>%n", LABEL_WIDTH, y + 2,
                cell.medianMs() * pixelsPerMs, LINE_HEIGHT - 4, cell.row() instanceof LockstepRow ? OURS : PEERS);
        add(body, "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%3$d\" y2=\"%3$d\" stroke=\"black\"/>%n",
                LABEL_WIDTH + cell.leastMs() * pixelsPerMs, LABEL_WIDTH + cell.mostMs() * pixelsPerMs, middle);
        add(body, "<text x=\"%.1f\" y=\"%d\">%.3f</text>%n", LABEL_WIDTH + cell.mostMs() * pixelsPerMs + 6,
                middle + 4, cell.medianMs());
    }

    private static void add(StringBuilder body, String format, Object... values) {
        body.append(String.format(Locale.ROOT, format, values));
    }
}
