package dev.lockstep.coordinator.parameters;

import dev.lockstep.common.reduce.Node;
import dev.lockstep.common.reduce.ShardTree;
import dev.lockstep.common.tensor.Storage;
import dev.lockstep.common.wire.GradientPartial;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Holds the partials of one step's audited nodes back, block by block, until two workers have sent the same bits; only then
 * is one of them added. Who differs from two that agree is outvoted. Safe for use by any thread; buffers are compared under
 * the lock of their block.
 *
 * <p>Not-a-number is the same as any other: its payload differs between CPUs, and none is ever committed.
 */
final class Confirmation {

    /**
     * What has come of an offered partial.
     *
     * @param taken    the partial that counts now, the caller's to add; null if none does
     * @param agreeing who sent the same as {@code taken}
     * @param differing who sent something else; while nothing is taken, everybody who has sent anything, if that differs
     */
    record Verdict(GradientPartial taken, List<String> agreeing, List<String> differing) {

        private static final Verdict NONE = new Verdict(null, List.of(), List.of());
    }

    private record Vote(String worker, GradientPartial partial) {

        boolean sameAs(GradientPartial other) {
            Storage a = partial.values();
            Storage b = other.values();
            return Arrays.equals(a.array(), a.offset(), a.offset() + a.length(), b.array(), b.offset(),
                    b.offset() + b.length());
        }
    }

    /** Of one node and block. */
    private static final class Ballot {
        private final List<Vote> votes = new ArrayList<>();
        private boolean decided;
    }

    /** One block's ballots, and its lock. */
    private static final class Block {
        private final Map<Node, Ballot> ballots = new TreeMap<>(Arrivals.BY_LEVEL);
        private boolean waived;
        private boolean closed;
    }

    private final ShardTree tree;
    private final List<Block> blocks = new ArrayList<>();
    private final Map<String, Arrivals> answers = new TreeMap<>();

    Confirmation(ShardTree tree, int blocks) {
        this.tree = tree;
        for (int block = 0; block < blocks; block++) {
            this.blocks.add(new Block());
        }
    }

    /** Takes a partial that fits, and owns it from now on. What a worker sends twice counts once. */
    Verdict offer(String worker, GradientPartial partial) {
        Block block = blocks.get(partial.block());
        synchronized (block) {
            Ballot ballot = block.ballots.computeIfAbsent(tree.canonical(partial.node()), _ -> new Ballot());
            boolean voted = ballot.votes.stream().anyMatch(vote -> vote.worker.equals(worker));
            if (block.closed || ballot.decided || voted) {
                partial.release().run();
                return Verdict.NONE;
            }
            if (block.waived && ballot.votes.isEmpty()) {
                ballot.decided = true;
                return new Verdict(partial, List.of(worker), List.of());
            }
            return vote(ballot, new Vote(worker, partial));
        }
    }

    /** @return true once for each worker and node: with the last of the node's blocks from this worker */
    boolean answered(String worker, Node node, int block) {
        Arrivals own;
        synchronized (answers) {
            own = answers.computeIfAbsent(worker, _ -> new Arrivals(tree, blocks.size()));
        }
        return own.note(node, block);
    }

    /**
     * Nobody else can be asked: from now on the first answer counts, except where two differ already.
     *
     * @return what was held and counts now, the caller's to add
     */
    List<Verdict> waive() {
        List<Verdict> taken = new ArrayList<>();
        for (Block block : blocks) {
            synchronized (block) {
                block.waived = true;
                for (Ballot ballot : block.ballots.values()) {
                    if (ballot.votes.size() == 1) {
                        Vote only = ballot.votes.removeFirst();
                        ballot.decided = true;
                        taken.add(new Verdict(only.partial, List.of(only.worker), List.of()));
                    }
                }
            }
        }
        return taken;
    }

    /** Gives back every buffer that is held; what comes later is dropped. */
    void close() {
        for (Block block : blocks) {
            synchronized (block) {
                block.closed = true;
                block.ballots.values().forEach(ballot -> drop(ballot.votes));
            }
        }
    }

    private static Verdict vote(Ballot ballot, Vote vote) {
        Vote same = ballot.votes.stream().filter(other -> other.sameAs(vote.partial)).findFirst().orElse(null);
        if (same == null) {
            ballot.votes.add(vote);
            return ballot.votes.size() == 1 ? Verdict.NONE : new Verdict(null, List.of(), workers(ballot.votes));
        }
        vote.partial.release().run();
        ballot.decided = true;
        ballot.votes.remove(same);
        Verdict verdict = new Verdict(same.partial, List.of(same.worker, vote.worker), workers(ballot.votes));
        drop(ballot.votes);
        return verdict;
    }

    private static List<String> workers(List<Vote> votes) {
        return votes.stream().map(Vote::worker).toList();
    }

    private static void drop(List<Vote> votes) {
        votes.forEach(vote -> vote.partial.release().run());
        votes.clear();
    }
}
