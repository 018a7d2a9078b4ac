package dev.lockstep.coordinator.actor;

import dev.lockstep.common.checkpoint.Disk;
import dev.lockstep.common.checkpoint.TermClaim;
import dev.lockstep.common.checkpoint.TermClaims;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A first look at who holds the term in force of a run; later ones tell whether that one lives, by its sign. A command takes
 * the first look early and the second when it is ready, so nobody takes over by mistake, and a restart after a death waits
 * for next to nothing.
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
        this.seen = isClaimed() ? sign.seen(term) : "";
    }

    /** 0 if none was ever claimed. */
    int term() {
        return term;
    }

    boolean isClaimed() {
        return term > 0;
    }

    /** Whether the holder is this process. */
    boolean isOwn() {
        return LifeSign.isOwn(seen);
    }

    /** Whether there was a sign of life since the first look, or another term was claimed. */
    boolean hasMoved() throws IOException {
        return claims.newest() != term || isClaimed() && !sign.seen(term).equals(seen);
    }

    /** Whether somebody lives there; waits until a sign would have come since the first look. */
    public boolean lives() throws IOException, InterruptedException {
        if (isClaimed()) {
            TimeUnit.NANOSECONDS.sleep(WATCHED_NS - (System.nanoTime() - lookedNs));
        }
        return hasMoved();
    }

    /** Who holds the term in force now, as far as that can be read. */
    public Optional<TermClaim> holder() throws IOException {
        return claims.read(claims.newest());
    }
}
