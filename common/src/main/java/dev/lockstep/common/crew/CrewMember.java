package dev.lockstep.common.crew;

import dev.lockstep.common.trace.Span;
import dev.lockstep.common.trace.Trace;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * A thread of a {@link Crew}. Its own tasks come first, in order; then shared ones; then what it left for a quiet moment.
 * With nothing to do it looks around for as long as that has paid lately, giving way to whoever wants its core, and sleeps.
 */
public final class CrewMember extends Thread {

    /**
     * Longer than a small step. To wake a thread costs more than the 5 to 50 us until it runs: seen on two idle cores, the
     * system puts it where its waker runs, and two slots then take turns on one core. They wait the longer for it, so a
     * limit below that would never let them out of it.
     */
    private static final long MAX_LOOK_NS = TimeUnit.MICROSECONDS.toNanos(1_000);
    /** Who had to wait for less, waking up included, would have done better to look around all the time. */
    private static final long PAYS_NS = MAX_LOOK_NS + TimeUnit.MICROSECONDS.toNanos(50);
    private static final long MIN_LOOK_NS = TimeUnit.MICROSECONDS.toNanos(1);
    private static final int LOOKS_PER_CLOCK = 32;

    private final Crew crew;
    private final Queue<Runnable> own = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean asleep = new AtomicBoolean();
    private volatile boolean ended;
    /** Below here: this thread's. */
    private final ArrayDeque<Runnable> next = new ArrayDeque<>();
    private boolean runsHere;
    private Runnable quietTask;
    private long lookNs = MAX_LOOK_NS;

    CrewMember(Crew crew, String name) {
        super(null, null, name, 0, false);
        this.crew = crew;
        setDaemon(true);
    }

    /** The member that is the current thread, or null. */
    public static CrewMember current() {
        return Thread.currentThread() instanceof CrewMember member ? member : null;
    }

    /** Gives it a task of its own; what waits when it ends is dropped. For any thread. */
    public void give(Runnable task) {
        own.add(task);
        wake();
    }

    /** It ends after what it is doing. For any thread. */
    public void end() {
        ended = true;
        crew.leave(this);
        LockSupport.unpark(this);
    }

    /**
     * Runs the task on this, the current thread: now, or when the one that runs like this already has returned. So that
     * tasks follow each other on one thread, without a stack of them.
     */
    public void here(Runnable task) {
        if (runsHere) {
            next.add(task);
            return;
        }
        runsHere = true;
        try {
            for (Runnable one = task; one != null; one = next.poll()) {
                run(one);
            }
        } finally {
            runsHere = false;
        }
    }

    /** Leaves a task for when there is nothing else to do; it replaces one that waits. On this thread only. */
    public void whenQuiet(Runnable task) {
        quietTask = task;
    }

    /**
     * Helps with shared tasks until a condition holds, or this member is ended. Whoever makes it true {@link #wake wakes} this
     * member. On this thread only.
     */
    public void helpUntil(BooleanSupplier condition) {
        BooleanSupplier somethingNew = () -> ended || condition.getAsBoolean() || !crew.isEmpty();
        while (!ended && !condition.getAsBoolean()) {
            Runnable task = crew.poll();
            if (task != null) {
                run(task);
            } else {
                idle(somethingNew);
            }
        }
        crew.handOn();
    }

    /** Whether sleeping members are to be woken for what a busy one gives: only while cores are left. */
    boolean isEager() {
        return asleep.get() && crew.hasCoresLeft();
    }

    /**
     * Lets it look again, if it sleeps. For any thread.
     *
     * @return whether it slept
     */
    public boolean wake() {
        if (asleep.get() && asleep.compareAndSet(true, false)) {
            LockSupport.unpark(this);
            return true;
        }
        return false;
    }

    @Override
    public void run() {
        while (!ended) {
            Runnable task = own.poll();
            if (task == null) {
                task = crew.poll();
            }
            if (task == null) {
                task = quietTask;
                quietTask = null;
            }
            if (task != null) {
                run(task);
            } else {
                idle(this::somethingToDo);
            }
        }
        crew.handOn();
    }

    private void idle(BooleanSupplier somethingNew) {
        long idleNs = System.nanoTime();
        long began = Trace.begin();
        boolean found = lookAround(idleNs, somethingNew);
        Trace.end(Span.LOOK, began);
        if (!found) {
            began = Trace.begin();
            sleep(somethingNew);
            Trace.end(Span.SLEEP, began);
        }
        boolean pays = System.nanoTime() - idleNs <= PAYS_NS;
        lookNs = pays ? Math.min(MAX_LOOK_NS, 2 * lookNs) : Math.max(MIN_LOOK_NS, lookNs / 2);
    }

    private void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error broken) {
            getUncaughtExceptionHandler().uncaughtException(this, broken);
        }
    }

    private boolean somethingToDo() {
        return ended || !own.isEmpty() || !crew.isEmpty();
    }

    private boolean lookAround(long nowNs, BooleanSupplier somethingNew) {
        crew.looks();
        try {
            long untilNs = nowNs + lookNs;
            do {
                for (int i = 0; i < LOOKS_PER_CLOCK; i++) {
                    if (somethingNew.getAsBoolean()) {
                        return true;
                    }
                    Thread.onSpinWait();
                }
                Thread.yield();
            } while (System.nanoTime() < untilNs);
            return false;
        } finally {
            crew.looksAway();
            if (ended || !own.isEmpty()) {
                crew.handOn();
            }
        }
    }

    /** Says first that it sleeps, then looks once more: who gives it something looks the other way round. */
    private void sleep(BooleanSupplier somethingNew) {
        asleep.set(true);
        while (asleep.get() && !somethingNew.getAsBoolean()) {
            LockSupport.park(this);
        }
        asleep.set(false);
    }
}
