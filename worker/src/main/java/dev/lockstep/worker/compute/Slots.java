package dev.lockstep.worker.compute;

import dev.lockstep.common.crew.Crew;
import dev.lockstep.common.crew.CrewMember;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The compute threads of a worker: a fixed number of members of the crew, so that what belongs to a slot is only ever
 * touched by that slot's thread.
 */
public final class Slots implements AutoCloseable {

    /** What a slot does; may fail. */
    @FunctionalInterface
    public interface Task {
        void run(int slot) throws Exception;
    }

    private final CrewMember[] members;

    /** @param name of the worker, for the threads' names */
    public Slots(int count, String name) {
        members = new CrewMember[count];
        for (int slot = 0; slot < count; slot++) {
            members[slot] = Crew.ofProcess().join(name + "-slot-" + slot);
        }
    }

    public int count() {
        return members.length;
    }

    /**
     * Runs {@code task} once on every slot, beside each other.
     *
     * @return completes when all have ended, with the first failure if there was one; never, once this is closed
     */
    public CompletableFuture<Void> each(Task task) {
        CompletableFuture<Void> all = new CompletableFuture<>();
        AtomicInteger running = new AtomicInteger(count());
        AtomicReference<Throwable> failure = new AtomicReference<>();
        for (int slot = 0; slot < count(); slot++) {
            int own = slot;
            members[slot].give(() -> {
                try {
                    task.run(own);
                } catch (Exception | Error failed) {
                    failure.compareAndSet(null, failed);
                }
                if (running.decrementAndGet() == 0) {
                    finish(all, failure.get());
                }
            });
        }
        return all;
    }

    /** Lets every slot end after what it is doing; what waits is dropped. */
    @Override
    public void close() {
        for (CrewMember member : members) {
            member.end();
        }
    }

    private static void finish(CompletableFuture<Void> all, Throwable failure) {
        if (failure == null) {
            all.complete(null);
        } else {
            all.completeExceptionally(failure);
        }
    }
}
