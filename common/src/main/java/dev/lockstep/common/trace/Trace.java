package dev.lockstep.common.trace;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Notes spans while it is on: two readings of the clock and three words in an array of the thread's own each, without
 * locks, and without allocation once a thread has its track. While it is off, a span costs a test of a field.
 *
 * <pre>
 *   long began = Trace.begin();
 *   ...
 *   Trace.end(Span.FORWARD, began, step);
 * </pre>
 */
public final class Trace {

    /** Threads that are shown; more are not. */
    static final int MAX_TRACKS = 256;

    private static final long OFF = 0;
    /** No step, block or name. */
    public static final int NONE = -1;

    /** Longer lists of names are not kept: their spans show the first name. */
    static final int MAX_NAMES = 1 << 16;

    private static final List<Track> TRACKS = new CopyOnWriteArrayList<>();
    private static final ThreadLocal<Track> TRACK = ThreadLocal.withInitial(Trace::newTrack);

    /** Guarded by itself. */
    private static final List<String> NAMES = new ArrayList<>(List.of("unnamed"));

    /** Plain: whoever sees it late notes a few spans less. */
    private static boolean on;

    private Trace() {}

    /** From now on spans are noted, until the process ends. */
    public static void start() {
        on = true;
    }

    public static boolean isOn() {
        return on;
    }

    /** When a span begins; to be given to {@code end}. */
    public static long begin() {
        return on ? System.nanoTime() : OFF;
    }

    public static void end(Span span, long beganNs) {
        end(span, beganNs, NONE, NONE);
    }

    public static void end(Span span, long beganNs, long step) {
        end(span, beganNs, step, NONE);
    }

    /**
     * @param beganNs what {@link #begin} gave
     * @param step    counted from 0, or {@link #NONE}
     * @param detail  what the kind of span tells besides: the number of a block, or one that {@link #name} gave; or
     *                {@link #NONE}
     */
    public static void end(Span span, long beganNs, long step, int detail) {
        if (beganNs != OFF) {
            TRACK.get().add(span, beganNs, System.nanoTime() - beganNs, step, detail);
        }
    }

    /** The number of a name that spans may show; the same for the same name. */
    public static int name(String name) {
        synchronized (NAMES) {
            int known = NAMES.indexOf(name);
            if (known >= 0 || NAMES.size() == MAX_NAMES) {
                return Math.max(0, known);
            }
            NAMES.add(name);
            return NAMES.size() - 1;
        }
    }

    static String named(int number) {
        synchronized (NAMES) {
            return NAMES.get(number);
        }
    }

    static List<Track> tracks() {
        return TRACKS.subList(0, Math.min(MAX_TRACKS, TRACKS.size()));
    }

    private static Track newTrack() {
        Track track = new Track(Thread.currentThread());
        if (TRACKS.size() < MAX_TRACKS) {
            TRACKS.add(track);
        }
        return track;
    }
}
