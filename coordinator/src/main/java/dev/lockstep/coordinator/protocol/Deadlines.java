package dev.lockstep.coordinator.protocol;

import java.util.concurrent.TimeUnit;

/** How long the protocol waits, and for what. */
public final class Deadlines {

    /** Between two ticks of the actor's clock, and so between two heartbeats to a worker; workers send theirs as often. */
    public static final long TICK_NS = TimeUnit.MILLISECONDS.toNanos(250);

    /** A range is late that takes so many times what the others' take, and at least {@link #LATE_NS}. */
    static final double LATE_TIMES = 2;

    /** The same for an answer that is audited: everybody may have to compute another's range after its own. */
    static final double AUDIT_LATE_TIMES = 2 * LATE_TIMES;

    /** Nothing is late before this: to compute it twice would cost more. */
    static final long LATE_NS = TimeUnit.MILLISECONDS.toNanos(20);

    /** A worker that was too slow to be given shards is tried again after this: it may be fast by now. */
    static final long RETRY_NS = TimeUnit.SECONDS.toNanos(30);

    /** A worker that is not heard for so long, four heartbeats, is not relied on: others compute what it owes. */
    static final long SUSPICION_NS = TimeUnit.SECONDS.toNanos(1);

    /** A worker that is not heard for so long is lost: far longer than a pause to collect garbage. */
    static final long SILENCE_NS = TimeUnit.SECONDS.toNanos(6);

    /** Past this between two events, more than until the next tick is due, the coordinator itself was paused. */
    static final long OWN_PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(250);

    /** When enough workers are usable, those that are still preparing may become so within this. */
    static final long LATECOMERS_NS = TimeUnit.SECONDS.toNanos(2);

    /** After a bulk link broke, the worker's own words about it may still be on their way. */
    static final long LAST_WORDS_NS = TimeUnit.MILLISECONDS.toNanos(500);

    /** A step or an evaluation of which nothing more came for so long, while every worker is heard, is stuck. */
    static final long PROGRESS_NS = TimeUnit.MINUTES.toNanos(10);

    /** A run that was asked to stop finishes the step that goes on, if that can be done within this. */
    static final long STOP_NS = TimeUnit.SECONDS.toNanos(10);

    /** After the run is over, for workers to hear so and to end their links. */
    static final long FAREWELL_NS = TimeUnit.SECONDS.toNanos(2);

    /** To write the run's files at its end, however small the model is. */
    private static final long WRITE_NS = TimeUnit.SECONDS.toNanos(60);

    /** For every float of the model: a disk slower than 4 MB/s is broken. */
    private static final long WRITE_NS_PER_FLOAT = 1_000;

    private Deadlines() {}

    /** To write the files of a run that trains {@code parameters} floats. */
    static long writeNs(long parameters) {
        return WRITE_NS + parameters * WRITE_NS_PER_FLOAT;
    }

    static String seconds(long ns) {
        return TimeUnit.NANOSECONDS.toSeconds(ns) + " s";
    }
}
