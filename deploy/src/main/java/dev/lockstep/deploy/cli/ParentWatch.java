package dev.lockstep.deploy.cli;

import java.io.IOException;
import java.io.InputStream;

/**
 * Ends this process when the command that started it is gone, however it went: the parent holds the other end of standard
 * input and never writes to it, so the end of input means that the parent's process does not exist any more.
 */
final class ParentWatch {

    /** Set by the parent in the environment of its worker JVMs. */
    static final String VARIABLE = "LOCKSTEP_ENDS_WITH_STDIN";

    private ParentWatch() {}

    /** Whether this process belongs to a command that started it. */
    static boolean isAsked() {
        return System.getenv(VARIABLE) != null;
    }

    static void startIfAsked() {
        if (isAsked()) {
            Thread.ofPlatform().daemon().name("parent-watch").start(() -> untilEnd(System.in));
        }
    }

    private static void untilEnd(InputStream in) {
        try {
            while (in.read() >= 0) {
                // Nothing is ever sent.
            }
        } catch (IOException e) {
            // The same as the end.
        }
        Runtime.getRuntime().halt(ExitCode.FAILED);
    }
}
