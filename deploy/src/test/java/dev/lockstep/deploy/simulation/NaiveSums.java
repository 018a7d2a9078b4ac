package dev.lockstep.deploy.simulation;

import dev.lockstep.common.reduce.Node;
import dev.lockstep.common.reduce.PartialSums;
import dev.lockstep.common.reduce.ShardTree;
import dev.lockstep.common.wire.GradientPartial;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Sums as they would be without a {@link Safeguard}, between the links and the real ones. */
final class NaiveSums {

    private record Key(long step, int block) {}

    /** What has come of a block. */
    private static final class Arrived {
        private GradientPartial sum;
        private final BitSet shards = new BitSet();
    }

    private final Simulation simulation;
    private final ShardTree tree;
    private final Map<Key, Arrived> blocks = new HashMap<>();
    private final Map<Key, Set<Node>> seen = new HashMap<>();

    NaiveSums(Simulation simulation) {
        this.simulation = simulation;
        this.tree = simulation.workload().tree();
    }

    /** @param committed version, whose step is open */
    void take(GradientPartial partial, long committed, Consumer<GradientPartial> sums) {
        if (simulation.lacks(Safeguard.STALE_DROP) && partial.step() < committed) {
            sums.accept(new GradientPartial(committed, partial.node(), partial.block(), partial.values(),
                    partial.release()));
        } else if (simulation.lacks(Safeguard.DUPLICATE_DROP)) {
            sums.accept(twiceIfSeen(partial));
        } else if (simulation.lacks(Safeguard.SIBLING_ONLY)) {
            onArrival(partial).ifPresent(sums);
        } else {
            sums.accept(partial);
        }
    }

    /** Who does not know that a partial is there already adds it again: here to itself, under the name of the root. */
    private GradientPartial twiceIfSeen(GradientPartial partial) {
        Key key = new Key(partial.step(), partial.block());
        if (seen.computeIfAbsent(key, k -> new HashSet<>()).add(partial.node())) {
            return partial;
        }
        PartialSums.addInto(partial.values(), partial.values());
        return new GradientPartial(partial.step(), tree.root(), partial.block(), partial.values(), partial.release());
    }

    /** Adds whatever comes to what is there; the root when every shard has come. What overlaps goes its own way. */
    private Optional<GradientPartial> onArrival(GradientPartial partial) {
        Arrived arrived = blocks.computeIfAbsent(new Key(partial.step(), partial.block()), k -> new Arrived());
        BitSet covered = new BitSet();
        covered.set(tree.covered(partial.node()).lo(), tree.covered(partial.node()).hi());
        if (covered.intersects(arrived.shards)) {
            return Optional.of(partial);
        }
        arrived.shards.or(covered);
        if (arrived.sum == null) {
            arrived.sum = partial;
        } else {
            PartialSums.addInto(arrived.sum.values(), partial.values());
        }
        return arrived.shards.cardinality() < tree.shards()
                ? Optional.empty()
                : Optional.of(new GradientPartial(partial.step(), tree.root(), partial.block(), arrived.sum.values(),
                        arrived.sum.release()));
    }
}
