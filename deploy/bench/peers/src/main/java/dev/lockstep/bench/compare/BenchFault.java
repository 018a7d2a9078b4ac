package dev.lockstep.bench.compare;

/** The comparison cannot go on; the message says why, and is all that a user sees. */
sealed class BenchFault extends RuntimeException permits TooSlow {

    private static final long serialVersionUID = 1;

    BenchFault(String message) {
        super(message);
    }
}
