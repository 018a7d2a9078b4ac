package dev.lockstep.coordinator.protocol;

import java.util.BitSet;

/** Something that a worker was given to compute of one version and part. */
final class Duty {

    private static final long NOT_YET = -1;

    private final String worker;
    private final boolean standing;
    private final BitSet shards;
    private long sinceNs;
    private long tookNs = NOT_YET;
    private boolean late;

    /**
     * @param standing by its assignment, not by an order
     * @param sinceNs  when it could begin
     */
    Duty(String worker, boolean standing, BitSet shards, long sinceNs) {
        this.worker = worker;
        this.standing = standing;
        this.shards = shards;
        this.sinceNs = sinceNs;
    }

    String worker() {
        return worker;
    }

    boolean standing() {
        return standing;
    }

    BitSet shards() {
        return shards;
    }

    boolean open() {
        return tookNs == NOT_YET;
    }

    /** All of it has arrived. */
    void close(long nowNs) {
        tookNs = nowNs - sinceNs;
    }

    /** It could not begin before now. */
    void restart(long nowNs) {
        sinceNs = nowNs;
    }

    long ageNs(long nowNs) {
        return nowNs - sinceNs;
    }

    /** It was late, and given to somebody else too. */
    boolean late() {
        return late;
    }

    void markLate() {
        late = true;
    }

    /** Once it is not open any more. */
    long tookNs() {
        return tookNs;
    }
}
