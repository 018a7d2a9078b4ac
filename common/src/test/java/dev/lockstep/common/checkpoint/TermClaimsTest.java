package dev.lockstep.common.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TermClaimsTest {

    private static final Instant NOW = Instant.parse("2030-01-02T03:04:05Z");

    @TempDir
    private Path folder;

    @Test
    void termsRiseAndTheRunKeepsItsName() throws IOException {
        TermClaims claims = new TermClaims(Disk.REAL, folder);
        assertThat(claims.newest()).isZero();
        assertThat(claims.claim("a-run", "host \"1\"", 7, NOW)).isEqualTo(
                new TermClaim(1, "a-run", "host \"1\"", 7, NOW));
        assertThat(claims.claim("another", "h", 8, NOW)).isEqualTo(new TermClaim(2, "a-run", "h", 8, NOW));
        assertThat(claims.newest()).isEqualTo(2);
        assertThat(claims.read(1)).contains(new TermClaim(1, "a-run", "host \"1\"", 7, NOW));
        assertThat(claims.read(3)).isEmpty();
        claims.requireNewest(2);
        assertThatThrownBy(() -> claims.requireNewest(1)).isInstanceOf(TakenOverException.class)
                .hasMessage("term 2 has taken over");
    }

    @Test
    void aClaimThatWasNeverWrittenWholeStillTakesItsNumber() throws IOException {
        Files.createDirectories(folder.resolve("terms"));
        Files.writeString(folder.resolve("terms/0001.json"), "");
        Files.writeString(folder.resolve("terms/0002.json"), "{\"term\":2,\"run\":\"x\",\"ho");
        Files.writeString(folder.resolve("terms/0002.metrics.jsonl"), "");
        TermClaims claims = new TermClaims(Disk.REAL, folder);
        assertThat(claims.read(2)).isEmpty();
        assertThat(claims.claim("fresh", "h", 8, NOW).term()).isEqualTo(3);
        assertThat(claims.claim("unused", "h", 8, NOW).run()).isEqualTo("fresh");
    }

    @Test
    void noTwoClaimantsGetOneTerm() throws Exception {
        int claimants = 8;
        int each = 20;
        List<Future<List<Integer>>> results = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(claimants)) {
            for (int i = 0; i < claimants; i++) {
                results.add(threads.submit(() -> {
                    List<Integer> terms = new ArrayList<>();
                    for (int n = 0; n < each; n++) {
                        terms.add(new TermClaims(Disk.REAL, folder).claim("r", "h", n, NOW).term());
                    }
                    return terms;
                }));
            }
        }
        List<Integer> all = new ArrayList<>();
        for (Future<List<Integer>> result : results) {
            assertThat(result.get()).isSorted();
            all.addAll(result.get());
        }
        assertThat(all)
                .containsExactlyInAnyOrderElementsOf(IntStream.rangeClosed(1, claimants * each).boxed().toList());
    }

    @Test
    void aClaimThatCannotBeForcedIsWithdrawn() throws IOException {
        TermClaims claims = new TermClaims(Disk.REAL, folder);
        claims.claim("r", "h", 1, NOW);
        int operations = 5;
        for (int failing = 0; failing < operations; failing++) {
            FaultyDisk disk = new FaultyDisk(failing);
            assertThatThrownBy(() -> new TermClaims(disk, folder).claim("r", "h", 2, NOW))
                    .isInstanceOf(IOException.class);
            assertThat(disk.operations()).hasSizeGreaterThan(failing);
            assertThat(claims.newest()).isEqualTo(1);
        }
        FaultyDisk whole = new FaultyDisk(operations);
        assertThat(new TermClaims(whole, folder).claim("r", "h", 2, NOW).term()).isEqualTo(2);
        assertThat(whole.operations()).containsExactly("createFolders terms", "createNew 0002.json", "write 0002.json",
                "force 0002.json", "forceFolder terms");
    }
}
