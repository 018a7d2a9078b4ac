package dev.lockstep.deploy.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/** What happened, one line each: time in seconds, who, what. Silent ones cost nothing. */
final class Transcript {

    /** Past this a run is not readable any more. */
    private static final int MAX_LINES = 2_000_000;

    private final SimClock clock;
    private final boolean kept;
    private final List<String> lines = new ArrayList<>();

    Transcript(SimClock clock, boolean kept) {
        this.clock = clock;
        this.kept = kept;
    }

    void say(String who, Supplier<String> what) {
        if (kept && lines.size() < MAX_LINES) {
            lines.add(String.format(Locale.ROOT, "%12.6f  %-8s %s", clock.nowNs() / 1e9, who, what.get()));
        }
    }

    List<String> lines() {
        return lines;
    }
}
