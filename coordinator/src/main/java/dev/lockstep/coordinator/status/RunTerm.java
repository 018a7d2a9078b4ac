package dev.lockstep.coordinator.status;

import dev.lockstep.common.checkpoint.Checkpoint;
import dev.lockstep.coordinator.parameters.Snapshot;
import dev.lockstep.coordinator.protocol.Start;
import java.util.Optional;

/**
 * One life of a run's coordinator, and what it goes on from.
 *
 * @param run      names the run, the same in all its terms
 * @param number   1 for a run's first, rising
 * @param start    where the protocol begins
 * @param snapshot of the version that it begins with; empty for a run that begins with its initial parameters
 * @param past     what earlier terms have left on record
 */
public record RunTerm(String run, int number, Start start, Optional<Snapshot> snapshot, Past past) {

    public RunTerm {
        long version = snapshot.map(Snapshot::version).orElse(0L);
        if (number < 1 || version != start.version()) {
            throw new IllegalArgumentException(
                    "term " + number + " starts with version " + start.version() + ", the parameters are " + version);
        }
    }

    /** Of a run that has not begun. */
    public static RunTerm first(String run) {
        return new RunTerm(run, 1, Start.FRESH, Optional.empty(), Past.NONE);
    }

    /**
     * @param checkpoint to go on from; empty for none
     * @param past       of the run, read for the same checkpoint
     */
    public static RunTerm goingOn(String run, int number, Optional<Checkpoint> checkpoint, Past past) {
        Start start = checkpoint
                .map(c -> new Start(c.facts().step(), c.facts().evaluated(), MemoryNumbers.read(c.facts()),
                        past.receipts()))
                .orElseGet(() -> new Start(0, Start.FRESH.evaluated(), Start.FRESH.memory(), past.receipts()));
        return new RunTerm(run, number, start,
                checkpoint.map(c -> new Snapshot(c.facts().step(), c.parameters(), c.state())), past);
    }
}
