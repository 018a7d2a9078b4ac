package dev.lockstep.coordinator.actor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.common.checkpoint.Disk;
import dev.lockstep.common.checkpoint.TermClaims;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HolderLookTest {

    @TempDir
    private Path folder;

    @Test
    void aFolderWithoutATermHasNobody() throws Exception {
        HolderLook look = new HolderLook(folder.resolve("missing"));
        assertThat(look.isClaimed()).isFalse();
        assertThat(look.lives()).isFalse();
    }

    @Test
    void whoseSignStandsStillDoesNotLive() throws Exception {
        claim();
        Files.writeString(folder.resolve("terms/0001.alive"), "another 7");
        assertThat(new HolderLook(folder).lives()).isFalse();
    }

    @Test
    void whoShowedASignSinceTheFirstLookLives() throws Exception {
        claim();
        HolderLook look = new HolderLook(folder);
        Files.writeString(folder.resolve("terms/0001.alive"), "another 8");
        assertThat(look.lives()).isTrue();
        assertThat(look.holder()).hasValueSatisfying(holder -> assertThat(holder.processId()).isEqualTo(42));
    }

    @Test
    void whoClaimsATermMeanwhileLives() throws Exception {
        HolderLook look = new HolderLook(folder);
        claim();
        assertThat(look.lives()).isTrue();
    }

    @Test
    void aClaimThatCannotBeReadHasAHolderAllTheSame() throws Exception {
        claim();
        HolderLook look = new HolderLook(folder);
        Files.writeString(folder.resolve("terms/0001.json"), "{");
        Files.writeString(folder.resolve("terms/0001.alive"), "another 8");
        assertThat(look.lives()).isTrue();
        assertThat(look.holder()).isEmpty();
    }

    private void claim() throws Exception {
        new TermClaims(Disk.REAL, folder).claim("run", "there", 42, Instant.EPOCH);
    }
}
