package dev.lockstep.common.trace;

import java.util.Comparator;
import java.util.stream.LongStream;

/**
 * The newest spans of one thread, which alone writes here. Whoever reads sees what was written before the thread's last
 * span but one, and nothing torn as long as it reads after the work.
 */
final class Track {

    /** 1.5 MiB for a thread: about 4,000 steps of a slot. */
    static final int MAX_SPANS = 1 << 16;

    private static final int LONGS_PER_SPAN = 3;
    private static final int SPAN_BITS = 8;
    private static final int DETAIL_BITS = 24;
    private static final Span[] SPANS = Span.values();

    /** Hears spans in the order in which they began, one before those that are within it. */
    interface Reader {
        /**
         * @param step   -1 where none is meant
         * @param detail -1 where none is meant
         */
        void span(Span span, long beganNs, long tookNs, long step, int detail);
    }

    private final String thread;
    private final long threadId;
    /** For each span: when it began, how long it took, and what it was: {@code step | detail + 1 | span}. */
    private final long[] spans = new long[MAX_SPANS * LONGS_PER_SPAN];
    private volatile long written;

    Track(Thread thread) {
        this.thread = thread.getName();
        this.threadId = thread.threadId();
    }

    String thread() {
        return thread;
    }

    long threadId() {
        return threadId;
    }

    /** Spans that newer ones have replaced. */
    long forgotten() {
        return Math.max(0, written - MAX_SPANS);
    }

    void add(Span span, long beganNs, long tookNs, long step, int detail) {
        long number = written;
        int at = (int) (number % MAX_SPANS) * LONGS_PER_SPAN;
        spans[at] = beganNs;
        spans[at + 1] = tookNs;
        spans[at + 2] = ((step << DETAIL_BITS | detail + 1) << SPAN_BITS) | span.ordinal();
        written = number + 1;
    }

    void read(Reader reader) {
        long end = written;
        LongStream.range(Math.max(0, end - MAX_SPANS), end)
                .mapToObj(number -> (int) (number % MAX_SPANS) * LONGS_PER_SPAN)
                .sorted(Comparator.comparingLong((Integer at) -> spans[at]).thenComparing(at -> -spans[at + 1]))
                .forEach(at -> tell(reader, at));
    }

    private void tell(Reader reader, int at) {
        long what = spans[at + 2];
        reader.span(SPANS[(int) (what & (1 << SPAN_BITS) - 1)], spans[at], spans[at + 1],
                what >> SPAN_BITS + DETAIL_BITS, (int) (what >> SPAN_BITS & (1 << DETAIL_BITS) - 1) - 1);
    }
}
