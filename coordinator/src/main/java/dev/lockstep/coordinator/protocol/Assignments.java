package dev.lockstep.coordinator.protocol;

import dev.lockstep.common.reduce.RangeSplitter;
import dev.lockstep.common.reduce.ShardRange;
import dev.lockstep.common.reduce.ShardTree;
import java.util.List;
import java.util.Set;

/**
 * The standing assignments: which shards of every step a worker computes without being asked again. They change only
 * between steps, when others can be relied on than before.
 */
final class Assignments {

    static final ShardRange NOTHING = new ShardRange(0, 0);

    private final Roster roster;
    private final ShardTree tree;
    private long assignment;
    /** Between whom the shards are cut. */
    private Set<String> sharing = Set.of();

    Assignments(Roster roster, ShardTree tree) {
        this.roster = roster;
        this.tree = tree;
    }

    /** Sees to it that from {@code step} on the workers that can be relied on share the shards. */
    void renew(long step, Turn turn) {
        List<Member> members = roster.reliable();
        Set<String> names = Roster.names(members);
        if (members.isEmpty() || names.equals(sharing)) {
            return;
        }
        sharing = names;
        assignment++;
        List<ShardRange> ranges = RangeSplitter.split(tree, tree.whole(), Roster.weights(members));
        for (Member member : roster.all()) {
            int at = members.indexOf(member);
            assign(member, step, at < 0 ? NOTHING : ranges.get(at), turn);
        }
    }

    /** Spares the workers a step that nobody will wait for. Should this come too late, their sums are dropped. */
    void none(long fromStep, Turn turn) {
        sharing = Set.of();
        assignment++;
        roster.all().forEach(member -> assign(member, fromStep, NOTHING, turn));
    }

    /** Says again what a worker's heartbeat shows that it has not heard. */
    static void repeat(Member member, Event.Heard heard, Turn turn) {
        if (member.assign != null && heard.assignment() < member.assign.assignment()) {
            turn.add(member.assign);
        }
    }

    private void assign(Member member, long fromStep, ShardRange range, Turn turn) {
        if (!member.range().equals(range) || member.assign == null && member.usable()) {
            member.assign = new Effect.Assign(member.worker, assignment, fromStep, range);
            turn.add(member.assign);
        }
    }
}
