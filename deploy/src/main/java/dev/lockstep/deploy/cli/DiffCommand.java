package dev.lockstep.deploy.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.lockstep.common.checkpoint.ParameterDigest;
import dev.lockstep.common.job.JobFaults;
import dev.lockstep.common.job.JobIdentity;
import dev.lockstep.common.job.JobReader;
import dev.lockstep.coordinator.protocol.RunStatus;
import dev.lockstep.coordinator.status.Journal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/**
 * {@code lockstep diff}: where two runs part, by the receipts in their metrics. Exit code 0 if they are equal as far as both
 * go, 1 if they differ, 2 if they cannot be compared.
 */
@Command(name = "diff", description = "Names the first step and block in which two runs differ.", versionProvider = Version.class)
final class DiffCommand implements Callable<Integer> {

    private static final int DIFFERENT = 1;

    @Mixin
    private CommonOptions common;

    @Parameters(index = "0", paramLabel = "RUN", description = "A run's folder.")
    private Path one;

    @Parameters(index = "1", paramLabel = "RUN", description = "Another run's folder.")
    private Path other;

    private final Screen screen;

    DiffCommand(Screen screen) {
        this.screen = screen;
    }

    @Override
    public Integer call() {
        common.applyToFinishedRun(screen);
        List<String> jobs = jobDifferences();
        ReceiptDiff diff;
        try {
            diff = ReceiptDiff.of(metrics(one), metrics(other));
        } catch (IOException e) {
            throw CommandFault.badInput("cannot read the metrics: " + Words.of(e));
        }
        jobs.forEach(words -> screen.report("the jobs differ: " + words));
        if (diff.difference().isPresent()) {
            return different(diff, diff.difference().get(), jobs);
        }
        requireComparable(diff);
        String further = diff.lastSteps()[0] == diff.lastSteps()[1]
                ? ""
                : " (" + one + " goes to step " + diff.lastSteps()[0] + ", " + other + " to step "
                        + diff.lastSteps()[1] + ")";
        screen.result("equal up to step " + diff.equalUpTo() + further);
        screen.object(Json.finished(json -> {
            json.writeBooleanField("equal", true);
            json.writeNumberField("equal_up_to_step", diff.equalUpTo());
        }));
        return ExitCode.FINISHED;
    }

    private int different(ReceiptDiff diff, ReceiptDiff.Difference at, List<String> jobs) {
        List<String> names = at.block().isPresent() ? names(at.block().getAsInt(), jobs) : List.of();
        String where = at.block().isEmpty()
                ? "the runs have other blocks"
                : "block " + at.block().getAsInt() + (names.isEmpty() ? "" : " (" + String.join(", ", names) + ")")
                        + ", the first of " + at.differing() + " that differ of " + at.blocks();
        screen.result("different after step " + at.step() + ": " + where);
        screen.result(diff.equalUpTo() == 0
                ? "no step before it is equal in both"
                : "equal up to step " + diff.equalUpTo());
        screen.object(Json.ended(RunStatus.FINISHED, DIFFERENT, json -> {
            json.writeBooleanField("equal", false);
            json.writeNumberField("equal_up_to_step", diff.equalUpTo());
            json.writeNumberField("step", at.step());
            if (at.block().isPresent()) {
                json.writeNumberField("block", at.block().getAsInt());
            } else {
                json.writeNullField("block");
            }
            strings(json, "parameters", names);
            strings(json, "digests", List.of(ParameterDigest.text(at.one()), ParameterDigest.text(at.other())));
        }));
        return DIFFERENT;
    }

    private void requireComparable(ReceiptDiff diff) {
        for (int run = 0; run < 2; run++) {
            if (diff.lastSteps()[run] == 0) {
                throw CommandFault.badInput(metrics(run == 0 ? one : other) + ": holds no receipt of a step");
            }
        }
        if (diff.equalUpTo() == 0) {
            throw CommandFault.badInput("the runs have no step in common: compare runs of one metrics.every-steps");
        }
    }

    /** Of a block; none if the runs may have other layouts, or neither has written one. */
    private List<String> names(int block, List<String> jobs) {
        Optional<RunLayout> first = RunLayout.of(one);
        Optional<RunLayout> second = RunLayout.of(other);
        boolean same = first.isPresent() && second.isPresent()
                ? first.equals(second)
                : jobs.stream().noneMatch(words -> words.startsWith("model") || words.startsWith("data"));
        return same ? first.or(() -> second).map(layout -> layout.parametersOf(block)).orElse(List.of()) : List.of();
    }

    private List<String> jobDifferences() {
        try {
            return JobIdentity.differences(JobReader.parse(jobText(one)), JobReader.parse(jobText(other))).stream()
                    .map(d -> d.key() + " is " + d.ofRun() + " in " + one + " and " + d.ofJob() + " in " + other)
                    .toList();
        } catch (JobFaults e) {
            throw CommandFault.badInput(e);
        } catch (IOException e) {
            throw CommandFault.environment("cannot read the job of a run: " + Words.of(e), e);
        }
    }

    private static String jobText(Path run) throws IOException {
        Path file = run.resolve(RunFolder.JOB);
        if (!Files.isDirectory(run)) {
            throw CommandFault.badInput(run + ": no such run folder");
        }
        if (!Files.exists(file) || !Files.exists(metrics(run))) {
            throw CommandFault
                    .badInput(run + ": holds no run (" + RunFolder.JOB + " or " + Journal.NAME + " is missing)");
        }
        return Files.readString(file);
    }

    private static Path metrics(Path run) {
        return run.resolve(Journal.NAME);
    }

    private static void strings(JsonGenerator json, String key, List<String> values) throws IOException {
        json.writeArrayFieldStart(key);
        for (String value : values) {
            json.writeString(value);
        }
        json.writeEndArray();
    }
}
