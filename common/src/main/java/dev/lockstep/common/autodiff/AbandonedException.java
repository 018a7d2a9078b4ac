package dev.lockstep.common.autodiff;

/**
 * Ends a pass between two of its operations because nobody wants its result any more. Not a failure: it has no stack trace,
 * and whoever gave the work up catches it.
 */
public final class AbandonedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public AbandonedException() {
        super("nobody wants the result any more", null, false, false);
    }
}
