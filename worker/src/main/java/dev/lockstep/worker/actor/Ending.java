package dev.lockstep.worker.actor;

/** How a life of a worker ended. */
sealed interface Ending {

    /** Since when there has been no coordinator to serve; a worker that is over needs none. */
    default long aloneNs() {
        throw new IllegalStateException("no life follows " + this);
    }

    /** The worker's last life. */
    record Over(WorkerResult result) implements Ending {}

    /** The coordinator is lost. */
    record Lost(long aloneNs) implements Ending {}

    /** The actor was stopped from outside: with its system, which a cluster may have downed, or by {@link WorkerNode#close}. */
    record Stopped(long aloneNs) implements Ending {}
}
