package dev.lockstep.bench.compare;

/** The comparison cannot go on; the message says why, and is all that a user sees. */
final class BenchFault extends RuntimeException {

    private static final long serialVersionUID = 1;

    BenchFault(String message) {
        super(message);
    }
}
