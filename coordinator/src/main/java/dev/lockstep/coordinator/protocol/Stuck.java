package dev.lockstep.coordinator.protocol;

import dev.lockstep.coordinator.protocol.State.Training;
import java.util.Optional;
import java.util.stream.Collectors;

/** The last resort: nothing comes any more although workers are there and are heard. */
final class Stuck {

    private Stuck() {}

    static Optional<Outcome> outcome(Training training, Roster roster, long nowNs) {
        StepProgress step = training.step();
        if (!isStuck(step.sum(), nowNs)) {
            return Optional.empty();
        }
        return step.sum().coverage().complete()
                ? Optional.of(outcome(step.sum(), "blocks " + step.missingBlocks() + " are not stepped"))
                : outcome(step.sum(), roster, nowNs);
    }

    static Optional<Outcome> outcome(OpenSum sum, Roster roster, long nowNs) {
        if (!isStuck(sum, nowNs)) {
            return Optional.empty();
        }
        Coverage coverage = sum.coverage();
        String debtors = coverage.duties().stream().map(Duty::worker).distinct().filter(coverage::owes)
                .map(roster::get).filter(member -> member != null).map(Member::who).collect(Collectors.joining(", "));
        return Optional.of(outcome(sum,
                "shards %s are missing, from %s".formatted(Coverage.ranges(coverage.missing()), debtors)));
    }

    private static boolean isStuck(OpenSum sum, long nowNs) {
        return nowNs - sum.progressNs() > Deadlines.PROGRESS_NS;
    }

    private static Outcome outcome(OpenSum sum, String missing) {
        return Outcome.of(RunStatus.WORKERS_LOST, "nothing has come for %s in %s: %s"
                .formatted(Deadlines.seconds(Deadlines.PROGRESS_NS), sum.name(), missing));
    }
}
