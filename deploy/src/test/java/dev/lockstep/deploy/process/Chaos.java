package dev.lockstep.deploy.process;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Does to a cluster what a plan says, mends it again, and keeps a transcript. For one thread. */
final class Chaos {

    private static final long POLL_MS = 5;

    private final SmallCluster cluster;
    private final ChaosPlan plan;
    private final PriorityQueue<Mending> mendings = new PriorityQueue<>(Comparator.comparingLong(Mending::atNs));
    private final Set<Integer> down = new HashSet<>();
    private final List<String> transcript = new ArrayList<>();
    private final long startNs = System.nanoTime();
    private int hits;
    private int coordinatorHits;

    private record Mending(long atNs, int node, ChaosPlan.Kind of) {}

    Chaos(SmallCluster cluster, ChaosPlan plan) {
        this.cluster = cluster;
        this.plan = plan;
    }

    /** Returns when every fault has been dealt and mended, or the run has ended before. */
    void run() throws IOException, InterruptedException {
        tell("training");
        long dueNs = System.nanoTime();
        for (ChaosPlan.Fault fault : plan.faults()) {
            dueNs = Math.max(System.nanoTime(), dueNs + TimeUnit.MILLISECONDS.toNanos(fault.afterMs()));
            mendUntil(dueNs);
            while (down.size() == cluster.workers() + 1) {
                mendUntil(mendings.peek().atNs());
            }
            if (hasEnded()) {
                break;
            }
            deal(fault);
        }
        while (!mendings.isEmpty() && !hasEnded()) {
            mendUntil(mendings.peek().atNs());
        }
        for (Mending left : mendings) {
            if (left.of() == ChaosPlan.Kind.STOP) {
                mend(left);
            }
        }
    }

    private void deal(ChaosPlan.Fault fault) throws IOException, InterruptedException {
        int node = fault.node();
        while (down.contains(node)) {
            node = (node + 1) % (cluster.workers() + 1);
        }
        tell(fault.kind().name().toLowerCase(Locale.ROOT) + " " + SmallCluster.name(node) + " (process "
                + cluster.node(node).pid() + ") for " + fault.forMs() + " ms, newest step on record "
                + StepLines.of(cluster.metrics()).last());
        switch (fault.kind()) {
            case KILL -> cluster.kill(node);
            case STOP -> cluster.stop(node);
        }
        hits++;
        coordinatorHits += node == SmallCluster.COORDINATOR ? 1 : 0;
        down.add(node);
        mendings.add(
                new Mending(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(fault.forMs()), node, fault.kind()));
    }

    /** Waits until {@code dueNs}, and mends meanwhile what is due. */
    private void mendUntil(long dueNs) throws IOException, InterruptedException {
        while (System.nanoTime() < dueNs || (!mendings.isEmpty() && mendings.peek().atNs() <= System.nanoTime())) {
            if (mendings.isEmpty() || mendings.peek().atNs() > System.nanoTime()) {
                if (hasEnded()) {
                    return;
                }
                TimeUnit.MILLISECONDS.sleep(POLL_MS);
                continue;
            }
            mend(mendings.remove());
        }
    }

    private void mend(Mending mending) throws IOException, InterruptedException {
        switch (mending.of()) {
            case KILL -> cluster.start(mending.node());
            case STOP -> cluster.goOn(mending.node());
        }
        down.remove(mending.node());
        tell((mending.of() == ChaosPlan.Kind.KILL ? "started " : "goes on: ") + SmallCluster.name(mending.node())
                + " (process " + cluster.node(mending.node()).pid() + ")");
    }

    /** The coordinator, when it is not down by a fault, has ended by itself. */
    private boolean hasEnded() {
        return !down.contains(SmallCluster.COORDINATOR) && !cluster.coordinatorCommand().isAlive();
    }

    int hits() {
        return hits;
    }

    int coordinatorHits() {
        return coordinatorHits;
    }

    void tell(String line) {
        transcript.add(String.format(Locale.ROOT, "%8.3f s  %s", (System.nanoTime() - startNs) / 1e9, line));
    }

    String transcript() {
        return "seed " + plan.seed() + ", " + hits + " faults:\n" + String.join("\n", transcript);
    }
}
