package dev.lockstep.coordinator.protocol;

import dev.lockstep.common.reduce.RangeSplitter;
import dev.lockstep.common.reduce.ShardRange;
import dev.lockstep.coordinator.protocol.Effect.Order;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps the one rule of recovery: every shard of what is open that has not arrived is owed by a worker that can be relied
 * on. Losses, suspicion, leaving, joining a run that nobody is left in: whatever breaks the rule, the shards that nobody
 * owes are ordered from those who are there.
 */
final class Orders {

    private final Roster roster;
    private final Speeds speeds;
    private final Lateness lateness;
    private final Audience audience;
    private final Map<OpenSum, List<Order>> outstanding = new LinkedHashMap<>();
    private long last;

    Orders(Roster roster, Speeds speeds, Audience audience) {
        this.roster = roster;
        this.speeds = speeds;
        this.lateness = new Lateness(roster, speeds);
        this.audience = audience;
    }

    /** Orders the shards of {@code sum} that nobody owes, if somebody is there. Its version is committed. */
    void mend(OpenSum sum, Turn turn) {
        List<ShardRange> unowed = Coverage.ranges(sum.coverage().unowed(roster::isReliable));
        if (unowed.isEmpty()) {
            return;
        }
        sum.touch(turn.nowNs());
        List<Member> members = roster.reliable();
        if (members.isEmpty()) {
            return;
        }
        List<ShardRange> again = unowed.stream().filter(sum.coverage()::askedBefore).toList();
        if (!again.isEmpty()) {
            turn.tell(new Report.Reassigned(sum.version() + 1, again, "nobody owed these shards of " + sum.name()));
        }
        shareOut(unowed, sum, members).forEach((member, ranges) -> order(member, sum, ranges, turn));
    }

    /** Orders what is late from the fastest who have nothing to do, too. */
    void hurry(OpenSum sum, Turn turn) {
        List<Member> members = roster.reliable();
        List<Member> idle = new ArrayList<>(members.size());
        for (Member member : members) {
            if (!sum.coverage().owes(member.worker)) {
                idle.add(member);
            }
        }
        if (idle.isEmpty() || idle.size() == members.size()) {
            return;
        }
        for (Duty duty : lateness.late(sum, turn.nowNs())) {
            if (!lateness.isStillLate(duty, sum, turn.nowNs())) {
                continue;
            }
            Optional<Member> fastest = idle.stream()
                    .min(Comparator.comparingDouble(m -> speeds.shardNs(m, members).orElse(0)));
            if (fastest.isEmpty()) {
                return;
            }
            idle.remove(fastest.get());
            duty.markLate();
            List<ShardRange> ranges = Coverage.ranges(sum.coverage().missing(duty));
            turn.tell(new Report.Reassigned(sum.version() + 1, ranges,
                    roster.get(duty.worker()).who() + " is late with these shards of " + sum.name()));
            order(fastest.get(), sum, ranges, turn);
        }
    }

    /** Says again what a worker's heartbeat shows that it has not heard. */
    void repeat(Member member, Event.Heard heard, Turn turn) {
        outstanding.forEach((sum, orders) -> orders.stream()
                .filter(order -> order.worker().equals(member.worker) && !heard.orders().contains(order.order())
                        && order.ranges().stream().anyMatch(sum.coverage()::lacks))
                .forEach(turn::add));
    }

    /** Nothing is awaited of {@code sum} any more. */
    void close(OpenSum sum) {
        outstanding.remove(sum);
    }

    /** What a worker was told may not count any more: its link has ended. */
    void forget(String worker) {
        outstanding.values().forEach(orders -> orders.removeIf(order -> order.worker().equals(worker)));
    }

    private Map<Member, List<ShardRange>> shareOut(List<ShardRange> unowed, OpenSum sum, List<Member> members) {
        Map<Member, List<ShardRange>> shares = new LinkedHashMap<>();
        for (ShardRange range : unowed) {
            List<ShardRange> parts = RangeSplitter.split(sum.tree(), range, speeds.weights(members));
            for (int k = 0; k < parts.size(); k++) {
                if (!parts.get(k).isEmpty()) {
                    shares.computeIfAbsent(members.get(k), _ -> new ArrayList<>()).add(parts.get(k));
                }
            }
        }
        return shares;
    }

    /** Orders shards from a worker, whoever owes them besides. */
    void order(Member member, OpenSum sum, List<ShardRange> ranges, Turn turn) {
        Order order = new Order(member.worker, ++last, sum.version(), sum.part(), ranges);
        member.given(sum.version());
        sum.coverage().owe(member.worker, false, ranges, turn.nowNs());
        outstanding.computeIfAbsent(sum, _ -> new ArrayList<>()).add(order);
        turn.add(order);
        audience.supply(member.worker, sum.version(), turn);
    }
}
