package dev.lockstep.worker.actor;

import dev.lockstep.common.data.TrainingData;
import dev.lockstep.common.wire.PeerLimits;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What a worker is told by whoever starts it.
 *
 * @param slots         compute threads, at least 1
 * @param dataDirectory read the data's files from this folder instead of the coordinator's
 * @param host          this machine, for messages to people
 * @param release       must equal the coordinator's
 * @param shared        the data of a coordinator in the same process; empty to load it
 * @param lines         hears a line for the user now and then, on the actor's thread; must be quick
 */
public record WorkerSettings(
        int slots,
        Optional<Path> dataDirectory,
        String host,
        String release,
        Optional<TrainingData> shared,
        Consumer<String> lines) {

    /** As many as a coordinator accepts. */
    public static final int MAX_SLOTS = PeerLimits.MAX_SLOTS;

    public WorkerSettings {
        if (slots < 1 || slots > MAX_SLOTS) {
            throw new IllegalArgumentException("slots must be 1 to " + MAX_SLOTS + ", got " + slots);
        }
    }
}
