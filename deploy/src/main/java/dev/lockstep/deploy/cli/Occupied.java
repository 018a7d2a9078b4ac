package dev.lockstep.deploy.cli;

import dev.lockstep.coordinator.actor.HolderLook;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Keeps a command from taking over a run whose coordinator lives. */
final class Occupied {

    private final Optional<Path> folder;
    private final Optional<HolderLook> look;

    private Occupied(Optional<Path> folder, Optional<HolderLook> look) {
        this.folder = folder;
        this.look = look;
    }

    /** Looks for the first time; to be called early. */
    static Occupied look(Optional<Path> runFolder) {
        Optional<Path> folder = runFolder.map(RunFolder::normal);
        try {
            return new Occupied(folder, folder.isPresent()
                    ? Optional.of(new HolderLook(folder.get()))
                    : Optional.empty());
        } catch (IOException noRun) {
            // What is wrong with the folder is found, and told, when it is to be used.
            return knownToBeFree();
        }
    }

    /** For who was given the turn to take over. */
    static Occupied knownToBeFree() {
        return new Occupied(Optional.empty(), Optional.empty());
    }

    /** @throws CommandFault when the coordinator lives */
    void requireFree() {
        try {
            if (look.isPresent() && look.get().lives()) {
                String holder = look.get().holder()
                        .map(claim -> " (process %d on host %s)".formatted(claim.processId(), claim.host())).orElse("");
                throw CommandFault
                        .environment(("--run-dir %s: this run has a coordinator that lives%s; stop that one first, "
                                + "or stand by for it with coordinator --standby-of")
                                .formatted(folder.orElseThrow(), holder));
            }
        } catch (IOException e) {
            throw CommandFault.environment("cannot read the run's folder: " + Words.of(e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CommandFault.environment("interrupted before the run could begin", e);
        }
    }
}
