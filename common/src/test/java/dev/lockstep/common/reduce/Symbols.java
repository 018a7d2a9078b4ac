package dev.lockstep.common.reduce;

import java.util.ArrayList;
import java.util.List;

/** Sums as expressions: two sums round alike exactly when their expressions are equal. */
final class Symbols {

    static final Combiner<String> COMBINER = new Combiner<>() {
        @Override
        public String add(String left, String right) {
            return "(" + left + "+" + right + ")";
        }

        @Override
        public void release(String value) {}
    };

    private Symbols() {}

    /** The sum at a node, straight from the definition. */
    static String expression(ShardTree tree, Node node) {
        if (node.level() == 0) {
            return String.valueOf(node.index());
        }
        Node left = new Node(node.level() - 1, 2 * node.index());
        Node right = left.sibling();
        boolean onlyLeft = (long) right.index() << right.level() >= tree.shards();
        return onlyLeft
                ? expression(tree, left)
                : COMBINER.add(expression(tree, left), expression(tree, right));
    }

    /** What a worker does with a plan. */
    static List<String> run(SumPlan plan) {
        List<String> stack = new ArrayList<>();
        for (int s = 0; s < plan.range().size(); s++) {
            stack.addLast(String.valueOf(plan.range().lo() + s));
            for (int merge = 0; merge < plan.mergesAfter()[s]; merge++) {
                String right = stack.removeLast();
                stack.addLast(COMBINER.add(stack.removeLast(), right));
            }
        }
        return stack;
    }
}
