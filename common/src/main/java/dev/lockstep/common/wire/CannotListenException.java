package dev.lockstep.common.wire;

import java.io.IOException;

/** A port cannot be listened on; the message says which and why, for a user. */
public final class CannotListenException extends IOException {

    private static final long serialVersionUID = 1L;

    CannotListenException(HostPort where, Throwable cause) {
        super("cannot listen on " + where + ": " + rootReason(cause), cause);
    }

    private static String rootReason(Throwable cause) {
        Throwable root = cause;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        String message = root.getMessage();
        if (message == null) {
            return root.getClass().getSimpleName();
        }
        return message.contains("Address already in use") ? "the address is already in use" : message;
    }
}
