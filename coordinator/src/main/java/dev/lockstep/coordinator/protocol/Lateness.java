package dev.lockstep.coordinator.protocol;

import dev.lockstep.proto.DataPart;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Whose part is late against the others', so that somebody who has nothing to do computes it too: the first answer wins,
 * and both are the same. A part is given twice at most.
 */
final class Lateness {

    private final Roster roster;
    private final Speeds speeds;

    Lateness(Roster roster, Speeds speeds) {
        this.roster = roster;
        this.speeds = speeds;
    }

    /** The duties of {@code sum} that are late now, in the order in which they were given. */
    List<Duty> late(OpenSum sum, long nowNs) {
        double limitNs = limitNs(sum, Deadlines.LATE_TIMES);
        Coverage coverage = sum.coverage();
        return coverage.duties().stream()
                .filter(duty -> duty.open() && duty.ageNs(nowNs) > limitNs && roster.isReliable(duty.worker())
                        && !isGivenTwice(duty, coverage))
                .toList();
    }

    /** At what age a duty is late: so many times what is typical; never while nothing is known of that. */
    double limitNs(OpenSum sum, double times) {
        OptionalDouble typicalNs = typicalNs(sum);
        return typicalNs.isEmpty()
                ? Double.POSITIVE_INFINITY
                : Math.max(Deadlines.LATE_NS, times * typicalNs.getAsDouble());
    }

    /** What others have needed in the same sum, else what a range of a step needs. */
    private OptionalDouble typicalNs(OpenSum sum) {
        long[] took = sum.coverage().duties().stream().filter(duty -> !duty.open()).mapToLong(Duty::tookNs).sorted()
                .toArray();
        if (took.length > 0) {
            return OptionalDouble.of(took[took.length / 2]);
        }
        return sum.part() == DataPart.TRAIN ? speeds.rangeNs() : OptionalDouble.empty();
    }

    private boolean isGivenTwice(Duty duty, Coverage coverage) {
        return coverage.duties().stream().anyMatch(other -> other != duty && other.open()
                && roster.isReliable(other.worker()) && other.shards().intersects(coverage.missing(duty)));
    }
}
