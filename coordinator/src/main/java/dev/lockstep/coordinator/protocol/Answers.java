package dev.lockstep.coordinator.protocol;

import dev.lockstep.common.reduce.Node;
import dev.lockstep.common.reduce.Scalars;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What workers have answered at the audited nodes of one version and part. Scalars are held back here until two workers
 * have sent the same; the sums of gradients are elsewhere, and only who has sent them is noted.
 */
final class Answers {

    /** Some answers to the same question differ. */
    record Difference(Node node, String what, List<String> agreeing, List<String> others) {}

    /** One node. */
    private static final class Question {
        private final Map<String, Scalars> scalars = new LinkedHashMap<>();
        private final Set<String> sums = new TreeSet<>();
        private boolean scalarsCounted;
        /** Who differs while nobody agrees, and in what; empty when nobody does. */
        private final Map<String, Set<String>> differing = new LinkedHashMap<>();
    }

    private final boolean withSums;
    private final Map<Node, Question> questions = new LinkedHashMap<>();
    private final List<Difference> outvoted = new ArrayList<>();
    private boolean waived;

    /** @param withSums an answer is whole with sums of gradients, not with scalars alone */
    Answers(boolean withSums) {
        this.withSums = withSums;
    }

    /** @return the scalars to be counted now; empty if none are */
    Optional<Scalars> scalars(String worker, Node node, Scalars scalars) {
        Question question = question(node);
        if (question.scalars.putIfAbsent(worker, scalars) != null || question.scalarsCounted) {
            return Optional.empty();
        }
        List<String> agreeing = question.scalars.entrySet().stream().filter(e -> e.getValue().equals(scalars))
                .map(Map.Entry::getKey).toList();
        if (agreeing.size() < 2 && !(waived && question.scalars.size() == 1)) {
            if (question.scalars.size() > 1) {
                differ(node, "loss and weight", question.scalars.keySet());
            }
            return Optional.empty();
        }
        question.scalarsCounted = true;
        List<String> others = question.scalars.keySet().stream().filter(w -> !agreeing.contains(w)).toList();
        if (!others.isEmpty()) {
            outvote(node, "loss and weight", agreeing, others);
        }
        return Optional.of(scalars);
    }

    /** Every block of the node's sum has come from this worker. */
    void sums(String worker, Node node) {
        question(node).sums.add(worker);
    }

    /** Nobody agrees yet about the node. */
    void differ(Node node, String what, Iterable<String> workers) {
        Set<String> named = question(node).differing.computeIfAbsent(what, _ -> new LinkedHashSet<>());
        workers.forEach(named::add);
    }

    /** Two agree, and others do not. */
    void outvote(Node node, String what, List<String> agreeing, List<String> others) {
        question(node).differing.remove(what);
        outvoted.add(new Difference(node, what, agreeing, others));
    }

    /** The differences that were decided since the last call. */
    List<Difference> decided() {
        List<Difference> decided = List.copyOf(outvoted);
        outvoted.clear();
        return decided;
    }

    /** The first difference at a node that is not decided. */
    Optional<Difference> undecided(Node node) {
        Question question = questions.get(node);
        return question == null
                ? Optional.empty()
                : question.differing.entrySet().stream().findFirst()
                        .map(e -> new Difference(node, e.getKey(), List.of(), List.copyOf(e.getValue())));
    }

    /** At which something has come. */
    Set<Node> nodes() {
        return questions.keySet();
    }

    /** Who has sent all that was asked. */
    Stream<String> answered(Node node) {
        Question question = questions.get(node);
        return question == null
                ? Stream.empty()
                : question.scalars.keySet().stream().filter(w -> !withSums || question.sums.contains(w));
    }

    boolean waived() {
        return waived;
    }

    /**
     * From now on the first answer counts, but where some differ already.
     *
     * @return what was held back and counts now
     */
    Map<Node, Scalars> waive() {
        waived = true;
        Map<Node, Scalars> counted = new LinkedHashMap<>();
        questions.forEach((node, question) -> {
            if (!question.scalarsCounted && question.scalars.size() == 1) {
                question.scalarsCounted = true;
                counted.put(node, question.scalars.values().iterator().next());
            }
        });
        return counted;
    }

    private Question question(Node node) {
        return questions.computeIfAbsent(node, _ -> new Question());
    }
}
