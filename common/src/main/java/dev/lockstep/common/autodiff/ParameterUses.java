package dev.lockstep.common.autodiff;

import dev.lockstep.common.kernel.Convolution;
import dev.lockstep.common.kernel.ShardSums;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Gathers the uses of each parameter during a walk and, when its last one is known, sums them: for every shard one chain
 * over the uses in reverse tape order, within a use over the examples in order; then shards along the tree. To add a sum
 * per use instead would give other bits.
 */
final class ParameterUses {

    private final Tape tape;
    private final int[] awaited;
    private final Parameter[] used;
    private final List<List<Use>> gathered = new ArrayList<>();
    private final float[][] nodes;
    private final Consumer<Parameter> finished;

    ParameterUses(Tape tape, int[] counts, Parameter[] used, float[][] nodes, Consumer<Parameter> finished) {
        this.tape = tape;
        this.awaited = counts.clone();
        this.used = used;
        this.nodes = nodes;
        this.finished = finished;
        for (int i = 0; i < counts.length; i++) {
            gathered.add(new ArrayList<>(Math.min(counts[i], 8)));
        }
    }

    /** Whether it was the last use: the parameter's gradient is complete, and nothing of the use is needed any more. */
    boolean add(Parameter parameter, Use use) {
        int i = parameter.index();
        if (awaited[i] == 0) {
            throw new IllegalStateException("parameter " + i + " has more uses than the tape recorded");
        }
        gathered.get(i).add(use);
        awaited[i]--;
        if (awaited[i] > 0) {
            return false;
        }
        evaluate(parameter);
        return true;
    }

    /** Completes the parameters of which some use does not reach the loss. */
    void finish() {
        for (int i = awaited.length - 1; i >= 0; i--) {
            if (awaited[i] > 0) {
                evaluate(used[i]);
            }
        }
    }

    private void evaluate(Parameter parameter) {
        List<Use> uses = gathered.get(parameter.index());
        if (nodes.length > 0) {
            sum(parameter, uses);
        }
        uses.clear();
        finished.accept(parameter);
    }

    private void sum(Parameter parameter, List<Use> uses) {
        RangeRows range = tape.range();
        int offset = parameter.offset();
        if (!areOfOneKind(uses)) {
            MixedUses.sum(range, parameter.size(), uses, nodes, offset);
            return;
        }
        switch (uses.getFirst()) {
            case Use.Product p -> ShardSums.products(range.plan(), range.rowEnds(), p.m(), p.n(),
                    each(uses, use -> ((Use.Product) use).factors()), nodes, offset, tape.workspace());
            case Use.Filter f -> Convolution.weightGradient(f.geometry(), range.plan(), range.rowEnds(),
                    each(uses, use -> ((Use.Filter) use).factors()), nodes, offset, tape.workspace());
            case Use.Columns c -> ShardSums.columns(range.plan(), range.rowEnds(), c.channels(), c.inner(),
                    each(uses, use -> ((Use.Columns) use).x()), new int[uses.size()], nodes, offset,
                    tape.workspace());
        }
    }

    /** Of each use, without a stream: this is done for every parameter of every step. */
    private static <T> List<T> each(List<Use> uses, Function<Use, T> part) {
        List<T> parts = new ArrayList<>(uses.size());
        for (int i = 0; i < uses.size(); i++) {
            parts.add(part.apply(uses.get(i)));
        }
        return parts;
    }

    private static boolean areOfOneKind(List<Use> uses) {
        for (int i = 1; i < uses.size(); i++) {
            if (!sameKind(uses.get(i), uses.getFirst())) {
                return false;
            }
        }
        return !uses.isEmpty();
    }

    private static boolean sameKind(Use a, Use b) {
        return switch (a) {
            case Use.Product p -> b instanceof Use.Product q && p.m() == q.m() && p.n() == q.n();
            case Use.Filter f -> b instanceof Use.Filter g && f.geometry().equals(g.geometry());
            case Use.Columns c -> b instanceof Use.Columns d && c.channels() == d.channels() && c.inner() == d.inner();
        };
    }
}
