package dev.lockstep.common.wire;

import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Notices that what should move stands still: looks at its progress every {@value #LOOK_MS} ms, and acts when
 * {@value #LOOKS} looks in a row see none. It counts looks and reads no clock, so that a process that was stopped itself,
 * and finds everything late when it goes on, blames nobody before it has looked again. On one event loop only.
 */
final class StandstillWatch {

    /**
     * Together 8 s: longer than the protocol is silent with a worker that it keeps, and 8 KB/s for a frame of 64 KiB.
     */
    static final long LOOK_MS = 4_000;

    static final int LOOKS = 2;

    /** In words for messages: what has not moved has stood for at least so long. */
    static final String FOR_SO_LONG = "for " + LOOK_MS * LOOKS / 1_000 + " s";

    private final BooleanSupplier pending;
    private final LongSupplier progress;
    private final Runnable standstill;
    private boolean armed;
    private long seen;
    private int looksWithout;

    /**
     * @param pending    whether anything is to move at all; while nothing is, no timer runs
     * @param progress   changes with everything that moves
     * @param standstill run once, after which the watch rests until it is armed again
     */
    StandstillWatch(BooleanSupplier pending, LongSupplier progress, Runnable standstill) {
        this.pending = pending;
        this.progress = progress;
        this.standstill = standstill;
    }

    /** To be called when something is to move; costs nothing while the watch runs. */
    void arm(EventExecutor loop) {
        if (!armed) {
            armed = true;
            looksWithout = 0;
            seen = progress.getAsLong();
            loop.schedule(() -> look(loop), LOOK_MS, TimeUnit.MILLISECONDS);
        }
    }

    private void look(EventExecutor loop) {
        armed = false;
        if (!pending.getAsBoolean()) {
            return;
        }
        long now = progress.getAsLong();
        looksWithout = now == seen ? looksWithout + 1 : 0;
        seen = now;
        if (looksWithout == LOOKS) {
            standstill.run();
            return;
        }
        armed = true;
        loop.schedule(() -> look(loop), LOOK_MS, TimeUnit.MILLISECONDS);
    }
}
