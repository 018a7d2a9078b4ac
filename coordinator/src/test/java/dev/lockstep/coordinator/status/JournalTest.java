package dev.lockstep.coordinator.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.common.checkpoint.Disk;
import dev.lockstep.common.checkpoint.ParameterDigest;
import dev.lockstep.coordinator.protocol.Report;
import dev.lockstep.proto.DataPart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {

    @TempDir
    private Path folder;

    @Test
    void aStepHasOneLineWithItsReceipt() throws IOException {
        try (Journal journal = open(1, 0, false)) {
            journal.step(step(1), 0.1);
            journal.evaluated(evaluated(1, 0.75));
        }
        assertThat(lines()).containsExactly(
                "{\"step\":1,\"epoch\":1,\"loss\":0.5,\"learning_rate\":0.1,\"examples_per_second\":1000.0,\"step_ms\":10.0,"
                        + "\"digest\":\"" + ParameterDigest.text(digest(1)) + "\",\"blocks\":\"00000001ffffffff\"}",
                "{\"step\":1,\"epoch\":1,\"validation_loss\":0.75,\"validation_accuracy\":0.5}");
        JournalLine line = JournalLine.parse(lines().getFirst()).orElseThrow();
        assertThat(line.blocks()).containsExactly(1, -1);
        assertThat(line.digest()).hasValue(digest(1));
        assertThat(line.isStep()).isTrue();
    }

    @Test
    void linesOfSeveralStepsAreMeansButForLossAndReceipt() throws IOException {
        try (Journal journal = new Journal(Disk.REAL, folder, 1, 0, false, 2)) {
            journal.force();
            journal.step(new Report.StepDone(1, 1, 9, 10, 10_000_000, blocks(1), digest(1)), 0.1);
            journal.step(new Report.StepDone(2, 1, Double.MAX_VALUE, 30, 30_000_000, blocks(2), digest(2)), 0.1);
            journal.step(new Report.StepDone(3, 1, 7, 10, 10_000_000, blocks(3), digest(3)), 0.1);
        }
        assertThat(lines()).hasSize(1);
        assertThat(lines().getFirst()).startsWith("{\"step\":2,\"epoch\":1,\"loss\":1.7976931348623157E308,"
                + "\"learning_rate\":0.1,\"examples_per_second\":1000.0,\"step_ms\":20.0,")
                .contains("\"00000002ffffffff\"");
    }

    @Test
    void aTermGoesOnFromTheLinesUpToItsCheckpoint() throws IOException {
        try (Journal journal = open(1, 0, false)) {
            for (int step = 1; step <= 5; step++) {
                journal.step(step(step), 0.1);
                journal.evaluated(evaluated(step, step));
            }
        }
        try (Journal journal = open(2, 3, false)) {
            journal.evaluated(evaluated(3, 30));
            journal.step(step(4), 0.2);
        }
        assertThat(steps()).containsExactly("s1", "e1", "s2", "e2", "s3", "e3", "s4");
        assertThat(lines().get(5)).contains("30");
        assertThat(Journals.file(folder, 1)).content().hasLineCount(10);
        try (Journal journal = open(3, 4, true)) {
            journal.step(step(5), 0.3);
        }
        assertThat(steps()).containsExactly("s1", "e1", "s2", "e2", "s3", "e3", "s4", "s5");
    }

    @Test
    void theReceiptsOfAllTermsAreOnRecord() throws IOException {
        try (Journal journal = open(1, 0, false)) {
            for (int step = 1; step <= 6; step++) {
                journal.step(step(step), 0.1);
                if (step == 3) {
                    journal.evaluated(evaluated(step, 0.25));
                }
            }
        }
        try (Journal journal = open(2, 2, false)) {
            journal.step(step(3), 0.1);
        }
        Past past = past(3, 2);
        assertThat(past.receipts()).containsExactly(Map.entry(3L, digest(3)),
                Map.entry(4L, digest(4)), Map.entry(5L, digest(5)),
                Map.entry(6L, digest(6)));
        assertThat(past.validationLoss()).isEmpty();
        assertThat(past(2, 4).validationLoss()).hasValue(0.25);
        assertThat(past(2, 4).validationAccuracy()).hasValue(0.5);
    }

    @Test
    void tornAndDamagedLinesAreNoReceipts() throws IOException {
        try (Journal journal = open(1, 0, false)) {
            journal.step(step(1), 0.1);
            journal.step(step(2), 0.1);
            journal.step(step(3), 0.1);
        }
        String text = Files.readString(Journals.file(folder, 1));
        String damaged = text.replace("00000002ffffffff", "00000002fffffffe");
        for (int cut = 1; cut < text.indexOf('\n'); cut++) {
            Files.writeString(Journals.file(folder, 1), damaged.substring(0, text.length() - cut));
            assertThat(past(2, 0).receipts().keySet()).containsExactly(1L);
        }
        Files.write(Journals.file(folder, 1), new byte[1 << 21], StandardOpenOption.APPEND);
        assertThat(past(2, 0).receipts().keySet()).containsExactly(1L);
    }

    @Test
    void placesAreFoundInLongAndDamagedJournals() throws IOException {
        int steps = 3_000;
        try (Journal journal = open(1, 0, false)) {
            for (int step = 1; step <= steps; step++) {
                journal.step(step(step), 0.1);
                if (step % 700 == 0) {
                    journal.evaluated(evaluated(step, step));
                }
            }
        }
        Path file = Journals.file(folder, 1);
        Files.writeString(file, Files.readString(file).replace("{\"step\":2000,", "{\"sxep\":2000,") + "{\"step\":30");
        long size = Files.size(file);
        for (int version : new int[]{0, 1, 350, 699, 700, 701, 1_400, 1_999, 2_000, 2_001, 2_999, 3_000, 3_001}) {
            JournalPlace place = JournalPlace.after(Disk.REAL, file, version);
            assertThat(place.stepBefore())
                    .isEqualTo(version == 0 ? -1 : version == 2_000 ? 1_999 : Math.min(version, steps));
            assertThat(place.offset()).isLessThan(size);
            int damaged = version < 2_000 ? 1 : 0;
            assertThat(past(2, version).receipts()).hasSize(Math.max(0, steps - version - damaged));
            int epoch = (version - (version % 700 == 0 ? 1 : 0)) / 700 * 700;
            assertThat(past(2, version).validationLoss())
                    .isEqualTo(epoch <= 0 ? OptionalDouble.empty() : OptionalDouble.of(epoch));
            open(2, version, false).close();
            assertThat(steps().stream().filter(line -> line.startsWith("s")))
                    .hasSize(Math.min(version, steps) - (version >= 2_000 ? 1 : 0));
            assertThat(steps().stream().filter(line -> line.startsWith("e")).reduce((a, b) -> b).orElse("e0"))
                    .isEqualTo("e" + epoch);
            Files.delete(Journals.file(folder, 2));
        }
    }

    @Test
    void manyTermsLeaveFewJournals() throws IOException {
        try (Journal first = open(1, 0, false)) {
            for (int step = 1; step <= 9; step++) {
                first.step(step(step), 0.1);
            }
        }
        for (int term = 2; term <= 20; term++) {
            try (Journal journal = open(term, 2, true)) {
                journal.step(step(3), 0.1);
            }
            Journals.prune(Disk.REAL, folder, term);
        }
        assertThat(Disk.REAL.list(folder.resolve("terms"))).as("the first has receipts that no other has").hasSize(10);
        assertThat(past(21, 2).receipts().keySet()).containsExactly(3L, 4L, 5L, 6L, 7L, 8L, 9L);
        assertThat(steps()).containsExactly("s1", "s2", "s3");
    }

    @Test
    void aTermThatDiedWhileItOpenedItsJournalHidesNothing() throws IOException {
        try (Journal journal = open(1, 0, false)) {
            journal.step(step(1), 0.1);
            journal.step(step(2), 0.1);
        }
        Files.writeString(folder.resolve("terms/.0002.metrics.jsonl.tmp"), "{\"step\":1,");
        Files.writeString(Journals.file(folder, 3), "");
        assertThat(past(4, 0).receipts().keySet()).containsExactly(1L, 2L);
        open(4, 2, false).close();
        assertThat(steps()).containsExactly("s1", "s2");
    }

    private Journal open(int term, long version, boolean evaluated) throws IOException {
        Journal journal = new Journal(Disk.REAL, folder, term, version, evaluated, 1);
        journal.force();
        return journal;
    }

    private Past past(int term, long version) throws IOException {
        return Past.read(Disk.REAL, folder, term, version, false, true);
    }

    private List<String> lines() throws IOException {
        return Files.readAllLines(folder.resolve(Journal.NAME));
    }

    private List<String> steps() throws IOException {
        List<String> steps = new ArrayList<>();
        try (JournalReader reader = new JournalReader(Disk.REAL, folder.resolve(Journal.NAME))) {
            for (Optional<JournalLine> line = reader.next(); line.isPresent(); line = reader.next()) {
                steps.add((line.get().isStep() ? "s" : "e") + line.get().step());
            }
        }
        return steps;
    }

    private static Report.StepDone step(int step) {
        return new Report.StepDone(step, 1, 0.5, 10, 10_000_000, blocks(step), digest(step));
    }

    private static Report.Evaluated evaluated(int step, double loss) {
        return new Report.Evaluated(step, 1, DataPart.VALIDATION, loss, OptionalDouble.of(0.5));
    }

    private static int[] blocks(int step) {
        return new int[]{step, -1};
    }

    private static int digest(int step) {
        return ParameterDigest.combined(blocks(step));
    }
}
