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

    private RunFolder.Finished finish(boolean isTakenOver) throws Exception {
        TermClaims claims = new TermClaims(Disk.REAL, folder);
        claims.claim("run", "here", 1, Instant.EPOCH);
        try (RunFolder files = new RunFolder(Disk.REAL, folder, 1, Start.FRESH, 1, words -> {})) {
            if (isTakenOver) {
                claims.claim("run", "there", 2, Instant.EPOCH);
            }
            Summary summary = new RunRecord("digits", "0.1", 2, 0).summary(FINISHED, 1);
            FinalModel model = new FinalModel(List.of(new TensorEntry("w", Shape.of(2), 0)), Storage.allocate(2),
                    Map.of());
            return files.finish(FINISHED, summary, Optional.of(model)).toCompletableFuture().get(DEADLINE_SECONDS,
                    TimeUnit.SECONDS);
        }
    }
}
