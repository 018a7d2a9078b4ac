package dev.lockstep.coordinator.protocol;

import dev.lockstep.common.reduce.ShardRange;

/** A worker that was welcomed: how far its preparation has come, and when it was last heard. */
final class Member {

    final String worker;
    final String host;
    final long processId;
    final int slots;
    boolean ready;
    boolean attached;
    long heardNs;
    /** What it was last told to do in every step; null before the start. */
    Effect.Assign assign;
    /** What it was ordered in the evaluation that goes on; null if nothing. */
    Effect.Order order;
    /** Its shards of every step. */
    ShardRange range = new ShardRange(0, 0);
    /** Its shards of the evaluation that goes on. */
    ShardRange evaluationRange = new ShardRange(0, 0);
    /** The last version that it was sent by itself; -1 for none. */
    long supplied = -1;
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

    boolean usable() {
        return ready && attached;
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
