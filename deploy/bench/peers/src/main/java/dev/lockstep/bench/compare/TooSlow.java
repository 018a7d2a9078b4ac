package dev.lockstep.bench.compare;

/** A run was not done in time. The comparison goes on without that row: it happens to spinning threads on a busy machine. */
final class TooSlow extends BenchFault {

    private static final long serialVersionUID = 1;

    TooSlow(String message) {
        super(message);
    }
}
