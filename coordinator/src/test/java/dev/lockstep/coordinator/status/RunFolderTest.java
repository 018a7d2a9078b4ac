package dev.lockstep.coordinator.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.common.checkpoint.Disk;
import dev.lockstep.common.checkpoint.TensorEntry;
import dev.lockstep.common.checkpoint.TermClaims;
import dev.lockstep.common.tensor.Shape;
import dev.lockstep.common.tensor.Storage;
import dev.lockstep.coordinator.protocol.Outcome;
import dev.lockstep.coordinator.protocol.RunStatus;
import dev.lockstep.coordinator.protocol.Start;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFolderTest {

    private static final int DEADLINE_SECONDS = 20;
    private static final Outcome FINISHED = Outcome.of(RunStatus.FINISHED, "finished");

    @TempDir
    private Path folder;

    @Test
    void theTermInForceWritesTheModelAndTheSummary() throws Exception {
        RunFolder.Finished finished = finish(false);
        assertThat(finished.fault()).isEmpty();
        assertThat(finished.summary().status()).isEqualTo("finished");
        assertThat(Disk.REAL.list(folder)).extracting(file -> file.getFileName().toString()).containsExactly(
                "metrics.jsonl", "model.safetensors", "summary.json", "terms");
    }

    @Test
    void aTermThatIsOverWritesNothingMore() throws Exception {
        RunFolder.Finished finished = finish(true);
        assertThat(finished.fault()).contains("term 2 has taken over");
        assertThat(finished.summary().status()).isEqualTo("failed");
        assertThat(folder.resolve(RunFolder.SUMMARY)).doesNotExist();
        assertThat(folder.resolve(RunFolder.MODEL)).doesNotExist();
    }

    @Test
    void aJournalThatCannotBeForcedIsForcedOnceAndNoCheckpointCountsAfterIt() throws Exception {
        UnforcedJournals journals = new UnforcedJournals();
        new TermClaims(Disk.REAL, folder).claim("run", "here", 1, Instant.EPOCH);
        List<String> told = new CopyOnWriteArrayList<>();
        try (RunFolder files = new RunFolder(journals.disk(), folder, 1, Start.FRESH, 1, told::add)) {
            assertThat(get(files.force()))
                    .hasValueSatisfying(words -> assertThat(words).contains("Input/output error"));
            assertThat(get(files.force())).as("as before").isPresent();
            RunFolder.Finished finished = get(files.finish(FINISHED, summary(), Optional.of(model())));
            assertThat(finished.fault()).contains(told.getFirst());
            assertThat(finished.summary().status()).isEqualTo("failed");
        }
        assertThat(told).hasSize(1);
        assertThat(journals.forces()).isEqualTo(1);
        assertThat(folder.resolve(RunFolder.MODEL)).as("tried all the same").exists();
        assertThat(folder.resolve(RunFolder.SUMMARY)).content().contains("failed");
    }

    @Test
    void aJournalThatCannotBeForcedAtTheEndKeepsTheModelFromNobody() throws Exception {
        UnforcedJournals journals = new UnforcedJournals();
        new TermClaims(Disk.REAL, folder).claim("run", "here", 1, Instant.EPOCH);
        try (RunFolder files = new RunFolder(journals.disk(), folder, 1, Start.FRESH, 1, words -> {})) {
            assertThat(get(files.finish(FINISHED, summary(), Optional.of(model()))).fault()).isPresent();
        }
        assertThat(journals.forces()).isEqualTo(1);
        assertThat(folder.resolve(RunFolder.MODEL)).exists();
        assertThat(folder.resolve(RunFolder.SUMMARY)).content().contains("failed");
    }

    private RunFolder.Finished finish(boolean isTakenOver) throws Exception {
        TermClaims claims = new TermClaims(Disk.REAL, folder);
        claims.claim("run", "here", 1, Instant.EPOCH);
        try (RunFolder files = new RunFolder(Disk.REAL, folder, 1, Start.FRESH, 1, words -> {})) {
            if (isTakenOver) {
                claims.claim("run", "there", 2, Instant.EPOCH);
            }
            return get(files.finish(FINISHED, summary(), Optional.of(model())));
        }
    }

    private static Summary summary() {
        return new RunRecord("digits", "0.1", 2, 0).summary(FINISHED, 1);
    }

    private static FinalModel model() {
        return new FinalModel(List.of(new TensorEntry("w", Shape.of(2), 0)), Storage.allocate(2), Map.of());
    }

    private static <T> T get(CompletionStage<T> result) throws Exception {
        return result.toCompletableFuture().get(DEADLINE_SECONDS, TimeUnit.SECONDS);
    }
}
