package dev.lockstep.bench.scale;

/** What a user of the command is told. */
final class ScaleFault extends RuntimeException {

    private static final long serialVersionUID = 1;

    ScaleFault(String message) {
        super(message);
    }
}
