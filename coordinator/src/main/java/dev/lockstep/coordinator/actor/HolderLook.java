package dev.lockstep.coordinator.actor;

import dev.lockstep.common.checkpoint.Disk;
import dev.lockstep.common.checkpoint.TermClaim;
import dev.lockstep.common.checkpoint.TermClaims;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A first look at who holds the term in force of a run; a second one, when a command has made itself ready, tells whether that
 * one lives, by its sign. So nobody takes over by mistake, and a restart after a death waits for next to nothing.
 */
public final class HolderLook {

    /** A sign comes once a second. */
    private static final long WATCHED_NS = TimeUnit.MILLISECONDS.toNanos(1_300);

    private final TermClaims claims;
    private final LifeSign sign;
    private final int term;
    private final String seen;
    private final long lookedNs = System.nanoTime();

    /** @param runFolder which need not be there */
    public HolderLook(Path runFolder) throws IOException {
        this.claims = new TermClaims(Disk.REAL, runFolder);
        this.sign = new LifeSign(Disk.REAL, runFolder);
        this.term = claims.newest();
        this.seen = term == 0 ? "" : sign.seen(term);
    }

    /** Who lives there; waits until a sign would have come since the first look. */
    public Optional<TermClaim> living() throws IOException, InterruptedException {
        if (seen.isEmpty()) {
            return Optional.empty();
        }
        TimeUnit.NANOSECONDS.sleep(WATCHED_NS - (System.nanoTime() - lookedNs));
        return sign.seen(term).equals(seen) ? Optional.empty() : claims.read(claims.newest());
    }
}
