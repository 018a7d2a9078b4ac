package dev.lockstep.bench.compare;

import java.util.Locale;
import java.util.OptionalDouble;

/**
 * A claim on one network.
 *
 * @param best the row that ours is compared with
 */
record Ratio(Claim claim, Network network, String best, double value, OptionalDouble target) {

    /** True also where there is no target. */
    boolean isReached() {
        return target.isEmpty() || claim.measure().isReached(value, target.getAsDouble());
    }

    /** As in {@code >= 1.50}; empty where there is none. */
    String targetText() {
        return target.isEmpty()
                ? ""
                : String.format(Locale.ROOT, "%s %.2f", claim.measure().boundSign(), target.getAsDouble());
    }

    String verdict() {
        return target.isEmpty() ? "" : isReached() ? "reached" : "MISSED";
    }
}
