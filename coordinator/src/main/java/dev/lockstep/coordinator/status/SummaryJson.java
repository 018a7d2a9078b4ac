package dev.lockstep.coordinator.status;

/** A {@link Summary} as {@code summary.json} has it, and as {@code --json} prints it. */
public final class SummaryJson {

    private SummaryJson() {}

    /** One object, a field a line, without a line end. */
    public static String of(Summary s) {
        return Json.pretty(json -> json
                .put("job", s.job())
                .put("status", s.status())
                .put("steps", s.steps())
                .put("epochs", s.epochs())
                .put("train_loss", s.trainLoss())
                .put("validation_loss", s.validationLoss())
                .put("validation_accuracy", s.validationAccuracy())
                .put("test_loss", s.testLoss())
                .put("test_accuracy", s.testAccuracy())
                .put("parameters", s.parameters())
                .put("parameters_sha256", s.parametersSha256())
                .put("wall_seconds", s.wallSeconds())
                .put("train_seconds", s.trainSeconds())
                .put("examples_per_second", s.examplesPerSecond())
                .put("median_step_ms", s.medianStepMs())
                .put("workers_joined", s.workersJoined())
                .put("workers_lost", s.workersLost())
                .put("ranges_recomputed", s.rangesRecomputed())
                .put("lockstep_version", s.lockstepVersion())
                .put("java_version", s.javaVersion()));
    }
}
