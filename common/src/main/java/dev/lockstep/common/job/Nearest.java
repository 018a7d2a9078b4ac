package dev.lockstep.common.job;

import java.util.List;
import java.util.Locale;

/**
 * The known word that looks most like an unknown one. Hyphens, underscores and capitals do not count.
 *
 * @param word   the nearest of the known words
 * @param isNear whether a slip of the pen would explain the difference
 */
record Nearest(String word, boolean isNear) {

    private static final int MAX_CHARACTERS = 100;

    /** @param known at least one */
    static Nearest to(String unknown, List<String> known) {
        String written = folded(unknown.substring(0, Math.min(unknown.length(), MAX_CHARACTERS)));
        String best = known.getFirst();
        int fewest = Integer.MAX_VALUE;
        for (String candidate : known) {
            int edits = edits(written, folded(candidate));
            if (edits < fewest) {
                fewest = edits;
                best = candidate;
            }
        }
        String other = folded(best);
        boolean isPart = other.length() >= 4 && (written.startsWith(other) || written.endsWith(other))
                || written.length() >= 3 && (other.startsWith(written) || other.endsWith(written));
        int slips = Math.max(1, Math.min(written.length(), other.length()) / 3);
        return new Nearest(best, fewest <= slips || isPart);
    }

    /** {@code did you mean "..."?}, or nothing when it is far. */
    String question() {
        return isNear ? "did you mean \"" + word + "\"?" : "";
    }

    static String folded(String word) {
        return word.toLowerCase(Locale.ROOT).replaceAll("[-_ ]", "");
    }

    /** Optimal string alignment distance: insertions, deletions, replacements, and swaps of neighbours. */
    static int edits(String a, String b) {
        int[][] distance = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    distance[i][j] = i + j;
                    continue;
                }
                int replaced = distance[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                distance[i][j] = Math.min(replaced, 1 + Math.min(distance[i - 1][j], distance[i][j - 1]));
                boolean isSwap = i > 1 && j > 1
                        && a.charAt(i - 1) == b.charAt(j - 2)
                        && a.charAt(i - 2) == b.charAt(j - 1);
                if (isSwap) {
                    distance[i][j] = Math.min(distance[i][j], 1 + distance[i - 2][j - 2]);
                }
            }
        }
        return distance[a.length()][b.length()];
    }
}
