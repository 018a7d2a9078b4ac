package dev.lockstep.coordinator.protocol;

import dev.lockstep.common.reduce.RangeSplitter;
import dev.lockstep.common.reduce.ShardRange;
import dev.lockstep.common.reduce.ShardTree;
import java.util.List;
import java.util.Set;

/**
 * The standing assignments: which shards of every step a worker computes without being asked again. They change only
 * between steps: when others can be relied on than before, or when workers have turned out to be faster or slower than the
 * ranges say.
 */
final class Assignments {

    static final ShardRange NOTHING = new ShardRange(0, 0);

    /** A new cut that makes steps faster by less is not worth the change. */
    private static final double GAIN = 1.25;

    /** Steps between two cuts for that. */
    private static final int REST_STEPS = 16;

    /** A new cut that makes steps faster by so much cannot wait for long. */
    private static final double LARGE_GAIN = 2;

    /** Steps between two cuts for that: the first under a new cut measures it. */
    private static final int SHORT_REST_STEPS = 2;

    private final Roster roster;
    private final Speeds speeds;
    private final ShardTree tree;
    private long assignment;
    /** Between whom the shards are cut. */
    private Set<String> sharing = Set.of();
    private long cutStep;

    Assignments(Roster roster, Speeds speeds, ShardTree tree) {
        this.roster = roster;
        this.speeds = speeds;
        this.tree = tree;
    }

    /** Sees to it that from {@code step} on the workers that can be relied on share the shards by their speeds. */
    void renew(long step, Turn turn) {
        List<Member> members = roster.reliable();
        if (members.isEmpty()) {
            return;
        }
        retryIdle(members, turn.nowNs());
        Set<String> names = Roster.names(members);
        boolean others = !names.equals(sharing);
        if (others || mayBeFaster(step, members)) {
            List<ShardRange> ranges = RangeSplitter.split(tree, tree.whole(), speeds.weights(members));
            if (others || gain(members, longestNs(members, ranges)) > wanted(step)) {
                speeds.retain(Roster.names(roster.all()));
                sharing = names;
                cut(step, members, ranges, turn);
            }
        }
    }

    /** Spares the workers a step that nobody will wait for. Should this come too late, their sums are dropped. */
    void none(long fromStep, Turn turn) {
        sharing = Set.of();
        cut(fromStep, List.of(), List.of(), turn);
    }

    /** Says again what a worker's heartbeat shows that it has not heard. */
    static void repeat(Member member, Event.Heard heard, Turn turn) {
        if (member.assign != null && heard.assignment() < member.assign.assignment()) {
            turn.add(member.assign);
        }
    }

    private void cut(long step, List<Member> members, List<ShardRange> ranges, Turn turn) {
        cutStep = step;
        assignment++;
        for (Member member : roster.all()) {
            int at = members.indexOf(member);
            assign(member, step, at < 0 ? NOTHING : ranges.get(at), turn);
        }
    }

    private void assign(Member member, long fromStep, ShardRange range, Turn turn) {
        if (range.isEmpty() && !member.range().isEmpty()) {
            member.idleSinceNs = turn.nowNs();
        }
        if (!member.range().equals(range) || member.assign == null && member.usable()) {
            member.assign = new Effect.Assign(member.worker, assignment, fromStep, range);
            turn.add(member.assign);
        }
    }

    /** Who has no shards is not measured: what made it slow may be over. */
    private void retryIdle(List<Member> members, long nowNs) {
        for (Member member : members) {
            if (member.range().isEmpty() && nowNs - member.idleSinceNs > Deadlines.RETRY_NS) {
                member.idleSinceNs = nowNs;
                speeds.forget(member.worker);
            }
        }
    }

    /** A cheap look ahead: no cut is faster than shards that could be divided. */
    private boolean mayBeFaster(long step, List<Member> members) {
        double shardsPerNs = members.stream().mapToDouble(m -> 1 / shardNs(m, members)).sum();
        return gain(members, tree.shards() / shardsPerNs) > wanted(step);
    }

    private double gain(List<Member> members, double newNs) {
        return longestNs(members, members.stream().map(Member::range).toList()) / newNs;
    }

    private double wanted(long step) {
        long rest = step - cutStep;
        return rest >= REST_STEPS ? GAIN : rest >= SHORT_REST_STEPS ? LARGE_GAIN : Double.POSITIVE_INFINITY;
    }

    private double longestNs(List<Member> members, List<ShardRange> ranges) {
        double longest = 0;
        for (int k = 0; k < ranges.size(); k++) {
            longest = Math.max(longest, ranges.get(k).size() * shardNs(members.get(k), members));
        }
        return longest;
    }

    /** Before anything is measured all are equal: slots have been looked at already. */
    private double shardNs(Member member, List<Member> members) {
        return speeds.shardNs(member, members).orElse(1.0 / member.slots);
    }
}
