package dev.lockstep.coordinator.protocol;

import dev.lockstep.common.reduce.Node;
import dev.lockstep.common.reduce.ShardRange;
import dev.lockstep.coordinator.protocol.Answers.Difference;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Sees to it that what is audited is computed by two workers, and by three where two differ. Its one rule, restored after
 * every event: an audited node that does not count yet has been answered, or is owed, by so many workers that can be relied
 * on. Where nobody else can be asked, the first answer counts; where two differ and no third can tell who is right, the run
 * ends.
 */
final class Audits {

    private final RunPlan plan;
    private final Roster roster;
    private final Losses losses;
    private final Speeds speeds;
    private final Lateness lateness;
    private final Orders orders;
    private boolean warned;
    private Optional<Outcome> undecided = Optional.empty();

    Audits(RunPlan plan, Roster roster, Losses losses, Speeds speeds, Orders orders) {
        this.plan = plan;
        this.roster = roster;
        this.losses = losses;
        this.speeds = speeds;
        this.lateness = new Lateness(roster, speeds);
        this.orders = orders;
    }

    /** How the run ends if answers differ, and nobody can tell which is right. */
    Optional<Outcome> undecided() {
        return undecided;
    }

    /** Restores the rule; waives the audit of {@code sum} where it cannot be. */
    void mend(OpenSum sum, Turn turn) {
        if (plan.audit() == 0) {
            return;
        }
        sum.answers().decided().forEach(difference -> quarantine(sum, difference, turn));
        Map<String, List<Node>> asked = new LinkedHashMap<>();
        for (Node node : unconfirmed(sum)) {
            if (!ask(sum, node, asked, turn.nowNs()) && !sum.answers().waived()) {
                waive(sum, turn);
            }
        }
        asked.forEach((worker, nodes) -> orders.order(roster.get(worker), sum, ranges(sum, nodes), turn));
    }

    /** The audited nodes that are asked for, or have been answered, and do not count yet. */
    private Set<Node> unconfirmed(OpenSum sum) {
        Set<Node> nodes = new LinkedHashSet<>();
        sum.coverage().duties().stream().filter(duty -> duty.open() && roster.isReliable(duty.worker()))
                .forEach(duty -> nodes.addAll(duty.nodes()));
        nodes.addAll(sum.answers().nodes());
        nodes.removeIf(node -> !sum.audits(node) || !sum.coverage().lacks(sum.tree().covered(node)));
        return nodes;
    }

    /**
     * Asks as many more workers as are needed.
     *
     * @param asked nodes by worker, of this call
     * @return false if there is nobody else to ask
     */
    private boolean ask(OpenSum sum, Node node, Map<String, List<Node>> asked, long nowNs) {
        Optional<Difference> difference = sum.answers().undecided(node);
        if (sum.answers().waived() && difference.isEmpty()) {
            return true;
        }
        Set<String> whom = whom(sum, node);
        Set<String> late = late(sum, node, nowNs);
        difference.ifPresent(d -> whom.addAll(d.others()));
        asked.forEach((worker, nodes) -> {
            if (nodes.contains(node)) {
                whom.add(worker);
            }
        });
        int needed = difference.isPresent() ? 3 : 2;
        for (int inTime = whom.size() - late.size(); inTime < needed; inTime++) {
            Optional<Member> next = candidate(sum, whom, asked);
            if (next.isEmpty()) {
                boolean mayCome = whom.size() >= needed
                        || roster.all().stream().anyMatch(m -> m.usable() && !whom.contains(m.worker));
                if (!mayCome && difference.isPresent()) {
                    undecided = Optional.of(undecided(sum, difference.get()));
                    return true;
                }
                return mayCome;
            }
            whom.add(next.get().worker);
            asked.computeIfAbsent(next.get().worker, _ -> new ArrayList<>()).add(node);
        }
        if (difference.isPresent() && difference.get().others().size() >= 3) {
            undecided = Optional.of(undecided(sum, difference.get()));
        }
        return true;
    }

    /** Who has answered, or will. */
    private Set<String> whom(OpenSum sum, Node node) {
        Set<String> whom = sum.answers().answered(node).collect(Collectors.toCollection(LinkedHashSet::new));
        sum.coverage().duties().stream()
                .filter(duty -> duty.open() && roster.isReliable(duty.worker()) && duty.nodes().contains(node))
                .forEach(duty -> whom.add(duty.worker()));
        return whom;
    }

    /** Who owes an answer and takes so long that somebody else is asked, too. */
    private Set<String> late(OpenSum sum, Node node, long nowNs) {
        double limitNs = lateness.limitNs(sum, Deadlines.AUDIT_LATE_TIMES);
        Set<String> late = new LinkedHashSet<>();
        sum.coverage().duties().stream()
                .filter(duty -> duty.open() && duty.ageNs(nowNs) > limitNs && roster.isReliable(duty.worker())
                        && duty.nodes().contains(node))
                .forEach(duty -> late.add(duty.worker()));
        sum.answers().answered(node).forEach(late::remove);
        return late;
    }

    /**
     * Another process first, for a processor that computes wrong does so for all its workers; then who has least to do; then
     * the next in turn.
     */
    private Optional<Member> candidate(OpenSum sum, Set<String> whom, Map<String, List<Node>> asked) {
        List<Member> members = roster.reliable();
        int last = members.indexOf(whom.stream().findFirst().map(roster::get).orElse(null));
        return members.stream().filter(m -> !whom.contains(m.worker)).min(
                Comparator.<Member, Boolean>comparing(m -> sharesProcess(m, whom))
                        .thenComparingDouble(m -> busyNs(m, members, sum, asked.getOrDefault(m.worker, List.of())))
                        .thenComparingInt(m -> Math.floorMod(members.indexOf(m) - last - 1, members.size())));
    }

    private boolean sharesProcess(Member member, Set<String> whom) {
        return whom.stream().map(roster::get).anyMatch(other -> other != null && other.sharesProcess(member));
    }

    private double busyNs(Member member, List<Member> members, OpenSum sum, List<Node> asked) {
        int shards = 1 + asked.stream().mapToInt(node -> sum.tree().covered(node).size()).sum();
        for (Duty duty : sum.coverage().duties()) {
            if (duty.open() && duty.worker().equals(member.worker)) {
                shards += sum.coverage().missing(duty).cardinality();
            }
        }
        return shards * speeds.shardNs(member, members).orElse(1.0 / member.slots);
    }

    private static List<ShardRange> ranges(OpenSum sum, List<Node> nodes) {
        Map<Integer, ShardRange> inOrder = new TreeMap<>();
        nodes.forEach(node -> inOrder.put(sum.tree().covered(node).lo(), sum.tree().covered(node)));
        return List.copyOf(inOrder.values());
    }

    private void waive(OpenSum sum, Turn turn) {
        if (!warned) {
            warned = true;
            turn.tell(
                    new Report.Warning(("audit = %s wants a second worker: what one worker alone computes, from %s on, "
                            + "is not compared").formatted(plan.audit(), sum.name())));
        }
        sum.waive(turn);
    }

    /** Who computes other bits than two others is sent away, and its process may not come back. */
    private void quarantine(OpenSum sum, Difference difference, Turn turn) {
        for (String worker : difference.others()) {
            String why = "it computes other bits: in %s, shards %s, %s have sent the same, and it has not (%s)"
                    .formatted(
                            sum.name(), sum.tree().covered(difference.node()), who(difference.agreeing()),
                            difference.what());
            Member member = roster.get(worker);
            losses.quarantined(worker, why, turn);
            if (member != null && (plan.audit() < 1 || warned)) {
                turn.tell(new Report.Warning(left(member, sum)));
            }
        }
    }

    /** An audit finds who computes wrong, not all that it has computed wrong before. */
    private static String left(Member member, OpenSum sum) {
        long since = 1 + Math.min(member.firstVersion, sum.version());
        return "what %s sent unaudited since step %d stays in the model; run again without that machine to be sure"
                .formatted(member.who(), since);
    }

    private Outcome undecided(OpenSum sum, Difference difference) {
        return Outcome.of(RunStatus.FAILED, "in %s, shards %s, %s have computed different bits (%s); %s".formatted(
                sum.name(), sum.tree().covered(difference.node()), who(difference.others()), difference.what(),
                difference.others().size() == 2
                        ? "one of them computes wrong, and a third worker is needed to tell which"
                        : "no two of them agree"));
    }

    private String who(List<String> workers) {
        return workers.stream().map(roster::who).collect(Collectors.joining(" and "));
    }
}
