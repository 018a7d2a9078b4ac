package dev.lockstep.coordinator.protocol;

import dev.lockstep.common.reduce.Node;
import dev.lockstep.common.reduce.ShardTree;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What the reducer tells the protocol of sums of gradients: told once where they count, held back where they are audited. */
final class ReducedSums {

    private record Question(long step, Node node) {}

    private final RunPlan plan;
    private final ShardTree tree;
    private final Map<Question, Map<String, Integer>> held = new LinkedHashMap<>();
    private final Map<Question, Set<String>> answered = new LinkedHashMap<>();
    private final Set<Question> counted = new LinkedHashSet<>();
    private final Set<Long> waived = new TreeSet<>();
    private final Set<Integer> countedBits = new TreeSet<>();

    ReducedSums(RunPlan plan) {
        this.plan = plan;
        this.tree = new ShardTree(plan.shards());
    }

    /** The sum at a node has come, with these bits. */
    List<Event> come(String worker, long step, Node name, int bits) {
        Node node = tree.canonical(name);
        Question question = new Question(step, node);
        if (!plan.audits(step, node)) {
            return counted(worker, question);
        }
        List<Event> told = new ArrayList<>();
        if (answered.computeIfAbsent(question, _ -> new TreeSet<>()).add(worker)) {
            told.add(new Event.SumsAnswered(worker, step, node));
        }
        Map<String, Integer> votes = held.computeIfAbsent(question, _ -> new LinkedHashMap<>());
        if (counted.contains(question) || votes.putIfAbsent(worker, bits) != null) {
            return told;
        }
        List<String> agreeing = votes.keySet().stream().filter(w -> votes.get(w) == bits).toList();
        List<String> others = votes.keySet().stream().filter(w -> votes.get(w) != bits).toList();
        boolean alone = waived.contains(step) && others.isEmpty();
        if (agreeing.size() > 1 || alone) {
            countedBits.add(bits);
            told.addAll(counted(worker, question));
        }
        if (agreeing.size() > 1 && !others.isEmpty()) {
            told.add(new Event.Outvoted(step, node, "block 0", agreeing, others));
        } else if (agreeing.size() == 1 && !others.isEmpty()) {
            told.add(new Event.Disagreed(step, node, "block 0", List.copyOf(votes.keySet())));
        }
        return told;
    }

    /** Of all sums that count after an audit. */
    Set<Integer> countedBits() {
        return countedBits;
    }

    /** The first answer counts from now on. */
    List<Event> waive(long step) {
        waived.add(step);
        List<Event> told = new ArrayList<>();
        held.forEach((question, votes) -> {
            if (question.step == step && votes.size() == 1) {
                told.addAll(counted(votes.keySet().iterator().next(), question));
            }
        });
        return told;
    }

    private List<Event> counted(String worker, Question question) {
        return counted.add(question)
                ? List.of(new Event.SumsArrived(worker, question.step, question.node))
                : List.of();
    }
}
