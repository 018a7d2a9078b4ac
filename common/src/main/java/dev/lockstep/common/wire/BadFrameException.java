package dev.lockstep.common.wire;

/** A peer sent what no sound peer sends: damaged, out of bounds, or out of place. Its connection is closed. */
final class BadFrameException extends Exception {

    private static final long serialVersionUID = 1L;

    BadFrameException(String message) {
        super(message);
    }
}
