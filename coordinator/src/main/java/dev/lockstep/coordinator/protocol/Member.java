package dev.lockstep.coordinator.protocol;

import dev.lockstep.common.reduce.ShardRange;

/** A worker that was welcomed: how far its preparation has come, and when it was last heard. */
final class Member {

    final String worker;
    final String host;
    final long processId;
    final int slots;
    /** It has heard its welcome. */
    boolean answered;
    boolean ready;
    boolean attached;
    /** It was told as joined. */
    boolean joined;
    long heardNs;
    /** It was not heard for so long that nothing new is asked of it. */
    boolean silent;
    /** What it was last told to do in every step; null if nothing yet. */
    Effect.Assign assign;
    /** The first of which it was given something to compute. */
    long firstVersion = Long.MAX_VALUE;
    /** Since when it has no shards of every step. */
    long idleSinceNs;
    /** Why its link broke, if it did; its own words may follow. */
    String brokenWhy;
    long brokenNs;

    Member(Event.Hello hello, long nowNs) {
        this.worker = hello.worker();
        this.host = hello.host();
        this.processId = hello.processId();
        this.slots = hello.slots();
        this.heardNs = nowNs;
    }

    /** It can be sent to, and has shown that it computes the same. */
    boolean usable() {
        return ready && attached;
    }

    /** It is usable, and heard: what it owes will come. */
    boolean reliable() {
        return usable() && !silent;
    }

    /** Its shards of every step. */
    ShardRange range() {
        return assign == null ? Assignments.NOTHING : assign.range();
    }

    /** Notes what it is given to compute. */
    void given(long version) {
        firstVersion = Math.min(firstVersion, version);
    }

    boolean sharesProcess(Member other) {
        return host.equals(other.host) && processId == other.processId;
    }

    /** As messages name it. */
    String who() {
        return "worker " + worker + " (host " + host + ", process " + processId + ")";
    }

    /** What a worker that is not usable still has to do. */
    String awaited() {
        return ready ? "its bulk link" : "its data and known-answer test";
    }
}
