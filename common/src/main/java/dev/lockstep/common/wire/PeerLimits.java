package dev.lockstep.common.wire;

/** What one run has at most, wherever that is checked. */
public final class PeerLimits {

    /** Workers of a run: more than this release has been thought through for. */
    public static final int MAX_WORKERS = 4_096;

    /** Compute threads of a worker: more than any machine has. */
    public static final int MAX_SLOTS = 1_024;

    /** Longest name of a worker or host. */
    public static final int MAX_NAME_CHARS = 256;

    /** Longest words of a peer about what it failed of. */
    public static final int MAX_WORDS_CHARS = 4_096;

    /** Orders that a heartbeat names. */
    public static final int MAX_ORDERS = 16;

    private PeerLimits() {}

    /** A name as a peer gives it, fit for a log and a screen. */
    public static String name(String given) {
        return printable(given, MAX_NAME_CHARS);
    }

    /** Words as a peer gives them, fit for a log and a screen. */
    public static String words(String given) {
        return printable(given, MAX_WORDS_CHARS);
    }

    /** Without control characters, which could move a cursor or forge a line, and not without end. */
    private static String printable(String given, int maxChars) {
        StringBuilder clean = new StringBuilder(Math.min(given.length(), maxChars));
        for (int i = 0; i < given.length() && clean.length() < maxChars; i++) {
            char c = given.charAt(i);
            boolean hidden = Character.isISOControl(c) || Character.getType(c) == Character.FORMAT
                    || Character.getType(c) == Character.LINE_SEPARATOR
                    || Character.getType(c) == Character.PARAGRAPH_SEPARATOR;
            clean.append(hidden ? '?' : c);
        }
        return clean.toString();
    }
}
