package dev.lockstep.coordinator.protocol;

import dev.lockstep.coordinator.protocol.State.Training;
import java.util.Optional;
import java.util.stream.Collectors;

/** The last resort: nothing comes any more although workers are there and are heard. */
final class Stuck {

    private Stuck() {}

    static Optional<Outcome> outcome(Training training, Roster roster, long nowNs) {
        StepProgress step = training.step();
        return step.sum().coverage().complete()
                ? outcome(step.sum(), "blocks " + step.missingBlocks() + " are not stepped", nowNs)
                : outcome(step.sum(), roster, nowNs);
    }

    static Optional<Outcome> outcome(OpenSum sum, Roster roster, long nowNs) {
        Coverage coverage = sum.coverage();
        String debtors = coverage.duties().stream().map(Duty::worker).distinct().filter(coverage::owes)
                .map(roster::get).filter(member -> member != null).map(Member::who).collect(Collectors.joining(", "));
        return outcome(sum, "shards %s are missing, from %s".formatted(Coverage.ranges(coverage.missing()), debtors),
                nowNs);
    }

    private static Optional<Outcome> outcome(OpenSum sum, String missing, long nowNs) {
        return nowNs - sum.progressNs() <= Deadlines.PROGRESS_NS
                ? Optional.empty()
                : Optional.of(Outcome.of(RunStatus.WORKERS_LOST, "nothing has come for %s in %s: %s".formatted(
                        Deadlines.seconds(Deadlines.PROGRESS_NS), sum.name(), missing)));
    }
}
