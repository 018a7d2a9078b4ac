package dev.lockstep.coordinator.protocol;

import java.util.HashSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Who holds, or is being sent, which version. To whom a version's blocks are published is fixed with the first of them, so
 * that nobody gets half of it; who needs a version and is not among these is supplied with all of it.
 */
final class Audience {

    /** The committed version, and the one that is being made. */
    private static final int KEPT = 2;

    private final Roster roster;
    private final TreeMap<Long, Set<String>> published = new TreeMap<>();
    private final TreeMap<Long, Set<String>> supplied = new TreeMap<>();

    Audience(Roster roster) {
        this.roster = roster;
    }

    /** Fixes who is published to, if no block of {@code version} was published before: those with shards of every step. */
    void open(long version) {
        published.computeIfAbsent(version, _ -> roster.all().stream()
                .filter(m -> m.usable() && !m.range().isEmpty()).map(m -> m.worker)
                .collect(Collectors.toCollection(HashSet::new)));
        supplied.computeIfAbsent(version, _ -> new HashSet<>());
        while (published.size() > KEPT) {
            supplied.remove(published.pollFirstEntry().getKey());
        }
    }

    void publish(long version, int block, Turn turn) {
        open(version);
        Set<String> to = published.get(version);
        turn.add(new Effect.Publish(version, block, roster.all().stream().map(m -> m.worker)
                .filter(worker -> !to.contains(worker)).collect(Collectors.toUnmodifiableSet())));
    }

    /** Sees to it that a worker gets {@code version}, of which every block is there. */
    void supply(String worker, long version, Turn turn) {
        open(version);
        if (!published.get(version).contains(worker) && supplied.get(version).add(worker)) {
            turn.add(new Effect.Supply(worker, version));
        }
    }

    /** What was sent to a worker may not have come: its link has ended. */
    void forget(String worker) {
        published.values().forEach(to -> to.remove(worker));
        supplied.values().forEach(to -> to.remove(worker));
    }
}
