package dev.lockstep.coordinator.protocol;

import dev.lockstep.proto.DataPart;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Whose part is late against the others', so that somebody who has nothing to do computes it too: the first answer wins,
 * and both are the same. A part is given twice at a time: once more only when the second, too, is late.
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
        return sum.coverage().duties().stream()
                .filter(duty -> duty.open() && duty.ageNs(nowNs) > limitNs && roster.isReliable(duty.worker())
                        && !isAwaited(duty, sum, limitNs, nowNs))
                .toList();
    }

    /** Whether a late duty is still one that somebody else should be given: not since one that it shares was. */
    boolean isStillLate(Duty duty, OpenSum sum, long nowNs) {
        return !isAwaited(duty, sum, limitNs(sum, Deadlines.LATE_TIMES), nowNs);
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

    /** Whether part of it is owed by somebody else who is in time. */
    private boolean isAwaited(Duty duty, OpenSum sum, double limitNs, long nowNs) {
        BitSet missing = sum.coverage().missing(duty);
        return sum.coverage().duties().stream().anyMatch(other -> other != duty && other.open()
                && other.ageNs(nowNs) <= limitNs && roster.isReliable(other.worker())
                && other.shards().intersects(missing));
    }
}
