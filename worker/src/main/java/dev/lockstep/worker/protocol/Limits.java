package dev.lockstep.worker.protocol;

import java.util.concurrent.TimeUnit;

/** Every deadline and bound of the worker's protocol. */
public final class Limits {

    /** How often time must be told. */
    public static final long TICK_NS = TimeUnit.MILLISECONDS.toNanos(250);

    /** Between two hellos that were not answered. */
    static final long HELLO_NS = TimeUnit.MILLISECONDS.toNanos(250);

    /** A user who waits longer than this for a coordinator is told so, once. */
    static final long WAITING_TOLD_NS = TimeUnit.SECONDS.toNanos(2);

    /** Between two heartbeats. */
    static final long HEARTBEAT_NS = TimeUnit.SECONDS.toNanos(1);

    /** A coordinator that was not heard for so long is gone. */
    static final long SILENCE_NS = TimeUnit.SECONDS.toNanos(10);

    /** Ticks further apart than this mean that it was this worker that slept. */
    static final long ASLEEP_NS = TimeUnit.SECONDS.toNanos(2);

    /** After the link's end, for the coordinator's last words to arrive on the other plane. */
    static final long LAST_WORDS_NS = TimeUnit.SECONDS.toNanos(3);

    /** Between a worker's last words and the end of its link: they travel on different planes. */
    static final long PARTING_NS = TimeUnit.MILLISECONDS.toNanos(500);

    /** Data and known-answer test together; a disk or a machine slower than this is broken. */
    static final long PREPARE_NS = TimeUnit.MINUTES.toNanos(10);

    /** Orders that a heartbeat names as heard. */
    static final int ORDERS_TOLD = 8;

    private Limits() {}
}
