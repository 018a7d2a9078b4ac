package dev.lockstep.coordinator.actor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.common.checkpoint.Disk;
import dev.lockstep.common.checkpoint.TermClaims;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFolderLeaseTest {

    private static final int DEADLINE_S = 20;
    private static final long SHORT_MS = 60;
    private static final long LONG_MS = 3_000;

    @TempDir
    private Path folder;

    private TermClaims claims;

    @BeforeEach
    void open() {
        claims = new TermClaims(Disk.REAL, folder);
    }

    @Test
    void aRunThatNobodyHasBegunIsFree() throws Exception {
        assertThat(acquired(LONG_MS)).isTrue();
    }

    @Test
    void whoHoldsTheTermHasItAtOnce() throws Exception {
        claim();
        new LifeSign(Disk.REAL, folder).show(1, 7);
        assertThat(acquired(LONG_MS)).isTrue();
    }

    @Test
    void aHolderWhoseSignStandsStillLosesIt() throws Exception {
        claim();
        Files.writeString(folder.resolve("terms/0001.alive"), "another 1");
        assertThat(acquired(SHORT_MS)).isTrue();
    }

    @Test
    void aHolderThatNeverShowedASignLosesIt() throws Exception {
        claim();
        assertThat(acquired(SHORT_MS)).isTrue();
    }

    @Test
    void aHolderWhoseSignRisesKeepsIt() throws Exception {
        claim();
        Path sign = folder.resolve("terms/0001.alive");
        Files.writeString(sign, "another 1");
        CompletableFuture<Boolean> answer = lease(LONG_MS).acquire().toCompletableFuture();
        Path next = folder.resolve("next");
        for (int number = 2; !answer.isDone(); number++) {
            // Never seen half written: an empty sign would look the same again and again.
            Files.move(Files.writeString(next, "another " + number), sign, StandardCopyOption.ATOMIC_MOVE);
        }
        assertThat(answer.get(DEADLINE_S, TimeUnit.SECONDS)).isFalse();
    }

    @Test
    void aNewerTermThatIsClaimedMeanwhileHasIt() throws Exception {
        claim();
        CompletableFuture<Boolean> answer = lease(LONG_MS).acquire().toCompletableFuture();
        while (!answer.isDone()) {
            claim();
        }
        assertThat(answer.get(DEADLINE_S, TimeUnit.SECONDS)).isFalse();
    }

    private void claim() throws Exception {
        claims.claim("run", "here", 7, Instant.EPOCH);
    }

    private boolean acquired(long stillMs) throws Exception {
        return lease(stillMs).acquire().toCompletableFuture().get(DEADLINE_S, TimeUnit.SECONDS);
    }

    private RunFolderLease lease(long stillMs) {
        return new RunFolderLease(null, folder, stillMs);
    }
}
