package dev.lockstep.coordinator.protocol;

import dev.lockstep.common.reduce.ShardRange;
import dev.lockstep.proto.DataPart;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** How a script writes an effect. */
final class EffectText {

    private EffectText() {}

    static String of(Effect effect) {
        return switch (effect) {
            case Effect.Welcome e -> "welcome " + e.worker();
            case Effect.Refuse e -> "refuse " + e.worker() + ": " + e.reason();
            case Effect.TooLate e -> "too late " + e.worker();
            case Effect.Detach e -> "detach " + e.worker() + ": " + e.why();
            case Effect.Assign e ->
                "assign " + e.worker() + " #" + e.assignment() + " from " + e.fromStep() + " " + e.range();
            case Effect.Order e ->
                "order " + e.worker() + " #" + e.order() + " " + word(e.part()) + " at " + e.version() + " "
                        + text(e.ranges());
            case Effect.Checkpoint e ->
                "checkpoint " + e.mark().version() + (e.mark().evaluated() ? " evaluated: " : ": ")
                        + memory(e.mark().memory());
            case Effect.Beat e -> "beat " + e.worker() + (e.ready() ? "" : " unready");
            case Effect.Finish e -> "finish " + e.worker() + " " + e.status().word();
            case Effect.Proceed e -> "proceed " + e.step() + " / " + number(e.divisor());
            case Effect.Unaudited e -> "unaudited " + e.step();
            case Effect.Commit e -> "commit " + e.version();
            case Effect.Publish e -> "publish " + e.version() + " block " + e.block()
                    + (e.except().isEmpty() ? "" : " except " + String.join(", ", new TreeSet<>(e.except())));
            case Effect.Supply e -> "supply " + e.worker() + " with " + e.version();
            case Effect.Tell e -> "tell " + report(e.report());
            case Effect.Write e -> "write";
            case Effect.Complete e -> "end " + e.outcome().status().word() + " " + e.outcome().exitCode() + ": "
                    + e.outcome().message();
        };
    }

    private static String memory(CourseMemory m) {
        return "epoch " + number(m.epochLossSum()) + " / " + number(m.epochWeight()) + ", train loss "
                + number(m.trainLoss()) + ", best " + m.bestValidationLoss() + ", " + m.evaluationsWithoutGain()
                + " without gain" + optional(", validation loss ", m.validationLoss());
    }

    private static String report(Report report) {
        return switch (report) {
            case Report.Joined r -> "joined " + r.worker();
            case Report.Lost r -> "lost " + r.worker() + ": " + r.why();
            case Report.Reassigned r -> "reassigned " + text(r.ranges()) + ": " + r.why();
            case Report.Warning r -> "warning: " + r.words();
            case Report.Started r -> "started with " + r.workers() + " workers, " + r.slots() + " slots";
            case Report.StepDone r -> "step " + r.step() + " epoch " + r.epoch() + " loss " + number(r.loss()) + ", "
                    + r.examples() + " examples in " + r.durationNs() / 1_000_000 + " ms";
            case Report.EpochDone r -> "epoch " + r.epoch() + " train loss " + number(r.trainLoss())
                    + optional(", validation loss ", r.validationLoss())
                    + optional(", validation accuracy ", r.validationAccuracy());
            case Report.Evaluated r ->
                word(r.part()) + " loss " + number(r.loss()) + optional(", accuracy ", r.accuracy())
                        + " after step " + r.step();
        };
    }

    private static String optional(String words, OptionalDouble value) {
        return value.isPresent() ? words + number(value.getAsDouble()) : "";
    }

    private static String text(List<ShardRange> ranges) {
        return ranges.stream().map(ShardRange::toString).collect(Collectors.joining(" "));
    }

    static String word(DataPart part) {
        return part.name().toLowerCase(Locale.ROOT);
    }

    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e9
                ? Long.toString((long) value)
                : String.format(Locale.ROOT, "%.4f", value);
    }
}
