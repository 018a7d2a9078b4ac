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

    /** A coordinator that was not heard for so long is lost. It is as patient with its workers. */
    static final long SILENCE_NS = TimeUnit.SECONDS.toNanos(6);

    /** Who had a coordinator looks for the next one so long. */
    public static final long ALONE_NS = TimeUnit.MINUTES.toNanos(10);

    /** Ticks further apart than this mean that it was this worker that slept. */
    static final long ASLEEP_NS = TimeUnit.SECONDS.toNanos(2);

    /** After the link's end, for the coordinator's last words to arrive on the other plane. */
    static final long LAST_WORDS_NS = TimeUnit.SECONDS.toNanos(1);

    /** Between a worker's last words and the end of its link: they travel on different planes. */
    static final long PARTING_NS = TimeUnit.MILLISECONDS.toNanos(500);

    /** Data and known-answer test together; a disk or a machine slower than this is broken. */
    static final long PREPARE_NS = TimeUnit.MINUTES.toNanos(10);

    /** Orders that a heartbeat names as heard. */
    static final int ORDERS_TOLD = 8;

    /** Orders of which a repetition is known: many more than one version has. */
    static final int ORDERS_REMEMBERED = 64;

    /** Pieces of work ordered and not yet begun. An order beyond is not heard, and will be said again. */
    static final int MAX_QUEUED = 1_024;

    private Limits() {}
}
