package dev.lockstep.coordinator.status;

import dev.lockstep.common.checkpoint.Checkpoint;
import dev.lockstep.common.checkpoint.CheckpointStore;
import dev.lockstep.common.checkpoint.Disk;
import dev.lockstep.common.checkpoint.TermClaim;
import dev.lockstep.common.checkpoint.TermClaims;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Takes over a run's folder: finds the newest whole checkpoint, then claims the next term, which ends every earlier
 * coordinator of the run, and looks again if that one changed anything until then.
 */
public final class Takeover {

    /** Of the checkpoints, as long as they change meanwhile. */
    private static final int MAX_READS = 5;

    private final Disk disk;
    private final Path folder;
    private final boolean validates;
    private final Witness witness;

    private Takeover(Disk disk, Path folder, boolean validates, Witness witness) {
        this.disk = disk;
        this.folder = folder;
        this.validates = validates;
        this.witness = witness;
    }

    /** Sees what is found. What it throws before the claim leaves everything as it was. */
    @FunctionalInterface
    public interface Witness {

        /** The checkpoints are about to be read. */
        default void reading() {}

        /** The checkpoint to go on from, if there is one; called again if it is another after the claim. */
        void found(Optional<Checkpoint> checkpoint);
    }

    /** Claims the next term. */
    @FunctionalInterface
    public interface Claiming {
        TermClaim claim(TermClaims claims) throws IOException;
    }

    /**
     * What was taken over.
     *
     * @param damaged a line for each newer checkpoint that had to be passed over
     */
    public record Taken(RunTerm term, List<String> damaged) {}

    /** @param validates whether the run has validation losses */
    public static Taken of(Disk disk, Path folder, boolean validates, Witness witness, Claiming claiming)
            throws IOException {
        return new Takeover(disk, folder, validates, witness).take(claiming);
    }

    private Taken take(Claiming claiming) throws IOException {
        Found found = find();
        TermClaim claim = claiming.claim(new TermClaims(disk, folder));
        // Whoever held the term before may have written and deleted until now.
        if (!files().equals(found.files())) {
            found = find();
        }
        Optional<Checkpoint> checkpoint = found.checkpoint();
        Past past = Past.read(disk, folder, claim.term(), checkpoint.map(Checkpoint::facts), validates);
        return new Taken(RunTerm.goingOn(claim.run(), claim.term(), checkpoint, past), found.damaged());
    }

    /** @param files of the checkpoints, while they were read */
    private record Found(Optional<Checkpoint> checkpoint, List<Path> files, List<String> damaged) {}

    /** Reads until nobody changed anything meanwhile: a coordinator that lives deletes old checkpoints. */
    private Found find() throws IOException {
        for (int tries = 1;; tries++) {
            witness.reading();
            List<Path> files = files();
            List<String> damaged = new ArrayList<>();
            Optional<Checkpoint> checkpoint = new CheckpointStore(disk, folder.resolve(CheckpointStore.FOLDER))
                    .newestWhole(damaged);
            if (tries == MAX_READS || files.equals(files())) {
                witness.found(checkpoint);
                return new Found(checkpoint, files, damaged);
            }
        }
    }

    private List<Path> files() throws IOException {
        return disk.list(folder.resolve(CheckpointStore.FOLDER));
    }
}
