package dev.lockstep.deploy.cli;

import dev.lockstep.coordinator.actor.RunResult;
import dev.lockstep.coordinator.protocol.RunStatus;
import dev.lockstep.coordinator.status.Summary;
import dev.lockstep.coordinator.status.SummaryJson;
import java.nio.file.Path;
import java.util.Locale;
import java.util.OptionalDouble;

/** The last lines of a run. */
final class RunReport {

    private RunReport() {}

    static void print(Screen screen, RunResult result, Path folder) {
        Summary summary = result.summary();
        if (result.status() == RunStatus.FINISHED) {
            screen.report(
                    String.format(Locale.ROOT, "finished: %s, %s, %.1f s", Progress.count(summary.steps(), "step"),
                            Progress.count(summary.epochs(), "epoch"), summary.wallSeconds()));
        } else {
            screen.fault(result.message());
        }
        line(screen, "train", summary.trainLoss(), OptionalDouble.empty());
        line(screen, "validation", summary.validationLoss(), summary.validationAccuracy());
        line(screen, "test", summary.testLoss(), summary.testAccuracy());
        summary.parametersSha256().ifPresent(hash -> screen.result("parameters sha256 " + hash));
        screen.report("run folder " + folder);
        screen.object(object(folder, result));
    }

    static void line(Screen screen, String part, OptionalDouble loss, OptionalDouble accuracy) {
        if (loss.isPresent()) {
            String text = String.format(Locale.ROOT, "%s loss %.4f", part, loss.getAsDouble());
            screen.result(accuracy.isPresent()
                    ? text + String.format(Locale.ROOT, ", %s accuracy %.4f", part, accuracy.getAsDouble())
                    : text);
        }
    }

    private static String object(Path folder, RunResult result) {
        return Json.extended(SummaryJson.of(result.summary()), json -> {
            json.writeNumberField("exit_code", result.exitCode());
            json.writeStringField("message", result.message());
            json.writeStringField("run_dir", folder.toString());
        });
    }
}
