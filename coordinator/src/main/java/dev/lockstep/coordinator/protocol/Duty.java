package dev.lockstep.coordinator.protocol;

import dev.lockstep.common.reduce.Node;
import java.util.BitSet;
import java.util.List;

/** Something that a worker was given to compute of one version and part. */
final class Duty {

    private static final long NOT_YET = -1;

    private final String worker;
    private final boolean standing;
    private final BitSet shards;
    private final List<Node> nodes;
    private long sinceNs;
    private long tookNs = NOT_YET;
    private boolean late;
    private boolean measured;

    /**
     * @param standing by its assignment, not by an order
     * @param nodes    of the tree: what its ranges are made of
     * @param sinceNs  when it could begin
     */
    Duty(String worker, boolean standing, BitSet shards, List<Node> nodes, long sinceNs) {
        this.worker = worker;
        this.standing = standing;
        this.shards = shards;
        this.nodes = nodes;
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

    /** At which the answers will come. */
    List<Node> nodes() {
        return nodes;
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

    /** How long its worker took for it is known. */
    boolean measured() {
        return measured;
    }

    void markMeasured() {
        measured = true;
    }

    /** Once it is not open any more. */
    long tookNs() {
        return tookNs;
    }
}
