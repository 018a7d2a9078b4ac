package dev.lockstep.coordinator.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.common.checkpoint.Disk;
import dev.lockstep.common.checkpoint.TensorEntry;
import dev.lockstep.common.checkpoint.TermClaims;
import dev.lockstep.common.tensor.Shape;
import dev.lockstep.common.tensor.Storage;
import dev.lockstep.coordinator.protocol.Outcome;
import dev.lockstep.coordinator.protocol.Report;
import dev.lockstep.coordinator.protocol.RunStatus;
import dev.lockstep.coordinator.protocol.Start;
import java.nio.file.Files;
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
    void aJournalThatCannotBeForcedIsWrittenAnewWhenTheDiskIsWell() throws Exception {
        UnforcedJournals journals = new UnforcedJournals();
        new TermClaims(Disk.REAL, folder).claim("run", "here", 1, Instant.EPOCH);
        List<String> told = new CopyOnWriteArrayList<>();
        try (RunFolder files = new RunFolder(journals.disk(), folder, 1, Start.FRESH, 1, told::add)) {
            files.report(step(1), 0.1);
            assertThat(get(files.force()))
                    .hasValueSatisfying(words -> assertThat(words).contains("Input/output error"));
            files.report(step(2), 0.1);
            assertThat(get(files.force())).as("no checkpoint counts").isPresent();
            journals.mend();
            files.report(step(3), 0.1);
            assertThat(get(files.force())).isEmpty();
            files.report(step(4), 0.1);
            RunFolder.Finished finished = get(files.finish(FINISHED, summary(), Optional.of(model())));
            assertThat(finished.fault()).isEmpty();
        }
        assertThat(told).as("at the beginning, and with each try").hasSize(3);
        assertThat(Files.readAllLines(folder.resolve(Journal.NAME))).extracting(line -> line.substring(0, 10))
                .containsExactly("{\"step\":1,", "{\"step\":2,", "{\"step\":3,", "{\"step\":4,");
    }

    @Test
    void aJournalThatCannotBeForcedAtTheEndKeepsTheModelFromNobody() throws Exception {
        UnforcedJournals journals = new UnforcedJournals();
        new TermClaims(Disk.REAL, folder).claim("run", "here", 1, Instant.EPOCH);
        try (RunFolder files = new RunFolder(journals.disk(), folder, 1, Start.FRESH, 1, words -> {})) {
            assertThat(get(files.finish(FINISHED, summary(), Optional.of(model()))).fault()).isPresent();
        }
        assertThat(folder.resolve(RunFolder.MODEL)).as("tried all the same").exists();
        assertThat(folder.resolve(RunFolder.SUMMARY)).content().contains("failed");
    }

    private static Report.StepDone step(long step) {
        return new Report.StepDone(step, 1, 0.5, 10, 10_000_000, new int[]{1}, 1);
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
