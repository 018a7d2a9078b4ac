package dev.lockstep.worker.compute;

/** One thing that a worker's slots compute together, and whether it is still wanted. For any thread. */
final class Errand {

    private volatile boolean abandoned;

    void abandon() {
        abandoned = true;
    }

    boolean isAbandoned() {
        return abandoned;
    }
}
