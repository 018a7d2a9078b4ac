package dev.lockstep.common.crew;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs tasks one after another, in the order in which they come, without a thread of its own: a member of the crew that
 * brings a task while none runs, runs it at once, and what others bring meanwhile. For the tasks of other threads there is
 * an executor.
 */
public final class Queued implements Executor {

    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final Executor others;

    /** @param others runs what threads bring that are no members */
    public Queued(Executor others) {
        this.others = others;
    }

    /** Takes a task, which handles its failures itself. */
    @Override
    public void execute(Runnable task) {
        tasks.add(task);
        if (waiting.getAndIncrement() > 0) {
            return;
        }
        CrewMember here = CrewMember.current();
        if (here != null) {
            here.here(this::runAll);
        } else {
            try {
                others.execute(this::runAll);
            } catch (RejectedExecutionException over) {
                runAll();
            }
        }
    }

    private void runAll() {
        do {
            try {
                tasks.poll().run();
            } catch (RuntimeException | Error broken) {
                Thread here = Thread.currentThread();
                here.getUncaughtExceptionHandler().uncaughtException(here, broken);
            }
        } while (waiting.decrementAndGet() > 0);
    }
}
