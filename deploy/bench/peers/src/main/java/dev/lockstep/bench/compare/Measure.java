package dev.lockstep.bench.compare;

import java.util.Comparator;
import java.util.function.ToDoubleFunction;

/** What a claim compares. */
enum Measure {

    /** Examples a second: the more, the better. */
    SPEED(Cell::examplesPerSecond, true),
    /** Peak memory: the less, the better. */
    MEMORY(Cell::peakMemoryMib, false);

    private final ToDoubleFunction<Cell> value;
    private final boolean isMoreBetter;

    Measure(ToDoubleFunction<Cell> value, boolean isMoreBetter) {
        this.value = value;
        this.isMoreBetter = isMoreBetter;
    }

    double of(Cell cell) {
        return value.applyAsDouble(cell);
    }

    /** The last is the best. */
    Comparator<Cell> byMerit() {
        Comparator<Cell> rising = Comparator.comparingDouble(value);
        return isMoreBetter ? rising : rising.reversed();
    }

    boolean isReached(double ratio, double target) {
        return isMoreBetter ? ratio >= target : ratio <= target;
    }

    String boundSign() {
        return isMoreBetter ? ">=" : "<=";
    }
}
