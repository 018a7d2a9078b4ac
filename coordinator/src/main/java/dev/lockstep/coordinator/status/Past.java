package dev.lockstep.coordinator.status;

import dev.lockstep.common.checkpoint.CheckpointFacts;
import dev.lockstep.common.checkpoint.Disk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * What the terms before this one have left on record.
 *
 * @param receipts           by step, after the one from which the run goes on: the digests that must come again
 * @param validationLoss     last measured, up to the step from which the run goes on
 * @param validationAccuracy of the same evaluation
 */
public record Past(NavigableMap<Long, Integer> receipts, OptionalDouble validationLoss,
        OptionalDouble validationAccuracy) {

    /** Of a run that has none. */
    public static final Past NONE = new Past(Collections.emptyNavigableMap(), OptionalDouble.empty(),
            OptionalDouble.empty());

    /** Receipts that are kept; of steps after so many, none is compared. */
    static final int MAX_RECEIPTS = 1 << 20;

    /**
     * @param term       this one; only those before it count
     * @param checkpoint from which the run goes on; empty for one that begins again
     */
    public static Past read(Disk disk, Path runFolder, int term, Optional<CheckpointFacts> checkpoint)
            throws IOException {
        long version = checkpoint.map(CheckpointFacts::step).orElse(0L);
        boolean evaluated = checkpoint.map(CheckpointFacts::evaluated).orElse(false);
        return read(disk, runFolder, term, version, evaluated);
    }

    static Past read(Disk disk, Path runFolder, int term, long version, boolean evaluated) throws IOException {
        Reading reading = new Reading(version, evaluated);
        Journals.before(disk, runFolder, term, Long.MAX_VALUE, reading::add);
        return new Past(Collections.unmodifiableNavigableMap(reading.receipts), reading.validationLoss,
                reading.validationAccuracy);
    }

    private static final class Reading {

        private final long version;
        private final boolean evaluated;
        private final NavigableMap<Long, Integer> receipts = new TreeMap<>();
        private OptionalDouble validationLoss = OptionalDouble.empty();
        private OptionalDouble validationAccuracy = OptionalDouble.empty();

        Reading(long version, boolean evaluated) {
            this.version = version;
            this.evaluated = evaluated;
        }

        void add(JournalLine line) {
            if (line.isStep()) {
                if (line.step() > version && line.digest().isPresent() && receipts.size() < MAX_RECEIPTS) {
                    receipts.put(line.step(), line.digest().getAsInt());
                }
            } else if (Journal.isKept(line, version, evaluated) && line.loss().isPresent()) {
                validationLoss = line.loss();
                validationAccuracy = line.accuracy();
            }
        }
    }
}
