package dev.lockstep.worker.compute;

import dev.lockstep.common.crew.CrewMember;
import dev.lockstep.common.tensor.Storage;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;

/** A version of the parameters, and which of its blocks are there. For any thread. */
public final class ArrivingVersion {

    private static final int HERE = 1;

    private final long version;
    private final Storage flat;
    private final AtomicIntegerArray blocks;
    private final AtomicInteger missing;
    /** Slots that wait for a block, or have waited. */
    private final Queue<CrewMember> waiting = new ConcurrentLinkedQueue<>();

    /** @param flat where it gathers; blocks that have not come hold anything */
    ArrivingVersion(long version, Storage flat, int blocks) {
        this.version = version;
        this.flat = flat;
        this.blocks = new AtomicIntegerArray(blocks);
        this.missing = new AtomicInteger(blocks);
    }

    /** One that is whole. */
    static ArrivingVersion whole(long version, Storage flat) {
        return new ArrivingVersion(version, flat, 0);
    }

    long version() {
        return version;
    }

    /** The flat vector. */
    Storage flat() {
        return flat;
    }

    boolean isWhole() {
        return missing.get() == 0;
    }

    boolean has(int block) {
        return isWhole() || blocks.get(block) == HERE;
    }

    /** Notes that a block is there, whole; wakes who waits for one. */
    void arrived(int block) {
        if (blocks.getAndSet(block, HERE) != HERE) {
            missing.decrementAndGet();
            wake();
        }
    }

    /**
     * Returns when a block is there, or its piece of work is abandoned, of which whoever abandons it tells by {@link #wake}. The
     * waiting slot helps with the crew's tasks meanwhile: the block may depend on them. No deadline of its own: a worker that
     * hears nothing more ends its life, and abandons what it computes.
     */
    void await(int block, Errand errand) {
        CrewMember here = CrewMember.current();
        if (here == null) {
            throw new IllegalStateException("version " + version + " lacks block " + block + ", and only slots wait");
        }
        if (!waiting.contains(here)) {
            waiting.add(here);
        }
        here.helpUntil(() -> has(block) || errand.isAbandoned());
    }

    void wake() {
        waiting.forEach(CrewMember::wake);
    }
}
