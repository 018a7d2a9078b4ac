package dev.lockstep.common.data;

/**
 * Reads decimal numbers strictly: digits with an optional sign, point and exponent, nothing else that Java would take
 * (hexadecimal, {@code 1f}, {@code NaN}). The result is the double nearest to the text, as {@link Double#parseDouble} has
 * it.
 */
final class Decimals {

    /** Up to here a significand and a power of ten are both exact, and so their quotient is rounded once. */
    private static final int EXACT_DIGITS = 15;
    private static final double[] POWERS = {1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13,
            1e14,
            1e15};

    private Decimals() {}

    /** The number in {@code length} characters, spaces around it left out; NaN when it is none or not finite. */
    static double parse(char[] text, int offset, int length) {
        int from = offset;
        int to = offset + length;
        while (from < to && text[from] <= ' ') {
            from++;
        }
        while (to > from && text[to - 1] <= ' ') {
            to--;
        }
        int at = from;
        boolean isNegative = at < to && text[at] == '-';
        if (at < to && (text[at] == '-' || text[at] == '+')) {
            at++;
        }
        long significand = 0;
        int digits = 0;
        int decimals = 0;
        boolean hasPoint = false;
        for (; at < to; at++) {
            char c = text[at];
            if (c >= '0' && c <= '9') {
                digits++;
                significand = digits <= EXACT_DIGITS ? significand * 10 + (c - '0') : significand;
                decimals += hasPoint ? 1 : 0;
            } else if (c == '.' && !hasPoint) {
                hasPoint = true;
            } else {
                break;
            }
        }
        if (digits == 0 || at < to && !isExponent(text, at, to)) {
            return Double.NaN;
        }
        if (at < to || digits > EXACT_DIGITS) {
            double number = Double.parseDouble(new String(text, from, to - from));
            return Double.isFinite(number) ? number : Double.NaN;
        }
        double number = significand / POWERS[decimals];
        return isNegative ? -number : number;
    }

    private static boolean isExponent(char[] text, int from, int to) {
        if (text[from] != 'e' && text[from] != 'E') {
            return false;
        }
        int at = from + 1;
        if (at < to && (text[at] == '-' || text[at] == '+')) {
            at++;
        }
        if (at == to) {
            return false;
        }
        for (; at < to; at++) {
            if (text[at] < '0' || text[at] > '9') {
                return false;
            }
        }
        return true;
    }
}
