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
import java.util.concurrent.atomic.AtomicReference;

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

    private static final long NEAR_STEPS = 1_000;

    /**
     * @param term       this one; only those before it count
     * @param checkpoint from which the run goes on; empty for one that begins again
     * @param validates  whether the run has validation losses: one without them must not be searched for some
     */
    public static Past read(Disk disk, Path runFolder, int term, Optional<CheckpointFacts> checkpoint,
            boolean validates)
            throws IOException {
        long version = checkpoint.map(CheckpointFacts::step).orElse(0L);
        boolean evaluated = checkpoint.map(CheckpointFacts::evaluated).orElse(false);
        return read(disk, runFolder, term, version, evaluated, validates);
    }

    static Past read(Disk disk, Path runFolder, int term, long version, boolean evaluated, boolean validates)
            throws IOException {
        NavigableMap<Long, Integer> receipts = new TreeMap<>();
        Journals.between(disk, runFolder, term, version, Long.MAX_VALUE, line -> {
            if (line.isStep() && line.digest().isPresent() && receipts.size() < MAX_RECEIPTS) {
                receipts.put(line.step(), line.digest().getAsInt());
            }
        });
        Optional<JournalLine> validation = validates
                ? newestValidation(disk, runFolder, term, version, evaluated)
                : Optional.empty();
        return new Past(Collections.unmodifiableNavigableMap(receipts),
                validation.map(JournalLine::loss).orElse(OptionalDouble.empty()),
                validation.map(JournalLine::accuracy).orElse(OptionalDouble.empty()));
    }

    /** Looks at ever more steps back from the version: mostly there is one near. */
    private static Optional<JournalLine> newestValidation(Disk disk, Path runFolder, int term, long version,
            boolean evaluated) throws IOException {
        AtomicReference<JournalLine> newest = new AtomicReference<>();
        for (long steps = NEAR_STEPS; newest.get() == null; steps *= 2) {
            Journals.between(disk, runFolder, term, version - steps, version, line -> {
                if (!line.isStep() && line.loss().isPresent() && Journal.isKept(line, version, evaluated)) {
                    newest.set(line);
                }
            });
            if (steps > version) {
                break;
            }
        }
        return Optional.ofNullable(newest.get());
    }
}
