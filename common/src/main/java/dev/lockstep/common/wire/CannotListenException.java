package dev.lockstep.common.wire;

import java.io.IOException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;

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
        String message = root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
        if (root instanceof UnresolvedAddressException || root instanceof UnknownHostException) {
            return "the host is not known";
        }
        if (message.contains("Address already in use")) {
            return "the address is already in use";
        }
        return message.contains("Cannot assign requested address") ? "the address is not this machine's" : message;
    }
}
