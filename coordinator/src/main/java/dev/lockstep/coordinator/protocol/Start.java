package dev.lockstep.coordinator.protocol;

import java.util.Collections;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * From where a run goes on.
 *
 * @param version   that is committed already
 * @param evaluated what is to be evaluated at this version has been
 * @param receipts  by version, the digests of versions that an earlier term has committed: these must come again
 */
public record Start(long version, boolean evaluated, CourseMemory memory, NavigableMap<Long, Integer> receipts) {

    /** Of a run that has not begun. */
    public static final Start FRESH = new Start(0, true, CourseMemory.NEW, new TreeMap<>());

    /** The same, as it would be marked now. */
    CheckpointMark mark() {
        return new CheckpointMark(version, evaluated, memory);
    }

    public Start {
        receipts = Collections.unmodifiableNavigableMap(new TreeMap<>(receipts));
    }
}
