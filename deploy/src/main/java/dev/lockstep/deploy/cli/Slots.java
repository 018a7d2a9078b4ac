package dev.lockstep.deploy.cli;

import dev.lockstep.worker.actor.WorkerSettings;
import java.util.OptionalInt;

/** How many compute threads a worker has. */
final class Slots {

    private Slots() {}

    /** What the user wants, else this machine's cores shared out among {@code workers}, at least 1. */
    static int perWorker(OptionalInt wanted, int workers) {
        if (wanted.isPresent()) {
            requireBetween("--slots", wanted.getAsInt(), WorkerSettings.MAX_SLOTS);
            return wanted.getAsInt();
        }
        int cores = Runtime.getRuntime().availableProcessors();
        return Math.clamp(cores / workers, 1, WorkerSettings.MAX_SLOTS);
    }

    static void requireBetween(String option, int value, int max) {
        if (value < 1 || value > max) {
            throw CommandFault.badInput(option + ": found " + value + ", needs 1 to " + max);
        }
    }
}
