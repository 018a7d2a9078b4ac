package dev.lockstep.deploy.cli;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What a worker JVM said last that is meant for a user: its faults, the lines that {@link Screen#fault} prints. One that
 * ended without any may have been ended by its JVM, so that other plain lines are kept for want of better. Log lines and
 * stack traces are neither; the run's log has them.
 *
 * <p>Safe for use by several threads.
 */
final class LastWords {

    private static final int LINES_KEPT = 5;
    private static final String FAULT = "lockstep: ";
    private static final Pattern LOG_LINE = Pattern.compile("(TRACE|DEBUG|INFO|WARN|ERROR) +\\[.*");
    private static final Pattern TRACE_LINE = Pattern.compile(
            "\\s+at .*|\\s*\\.\\.\\. \\d+ .*|\\s*(Caused by|Suppressed): .*|[\\w.$]+(Exception|Error|Fault)(: .*)?");

    private final Deque<String> faults = new ArrayDeque<>();
    private final Deque<String> others = new ArrayDeque<>();

    synchronized void hear(String line) {
        boolean fault = line.startsWith(FAULT);
        String words = fault ? line.substring(FAULT.length()) : line;
        if (!words.isBlank() && !LOG_LINE.matcher(words).matches() && !TRACE_LINE.matcher(words).matches()) {
            keep(fault ? faults : others, words.strip());
        }
    }

    private static void keep(Deque<String> lines, String words) {
        if (lines.size() == LINES_KEPT) {
            lines.removeFirst();
        }
        lines.addLast(words);
    }

    /** The faults if there are any, else the other lines; without the mark of a fault, oldest first. */
    synchronized List<String> lines() {
        return List.copyOf(faults.isEmpty() ? others : faults);
    }
}
