package dev.lockstep.worker.compute;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The compute threads of a worker: a fixed number, each with its own queue, so that what belongs to a slot is only ever
 * touched by that slot's thread.
 */
public final class Slots implements AutoCloseable {

    /** What a slot does; may fail. */
    @FunctionalInterface
    public interface Task {
        void run(int slot) throws Exception;
    }

    private final Thread[] threads;
    private final BlockingQueue<Runnable>[] queues;
    private volatile boolean closed;

    /** @param name of the worker, for the threads' names */
    public Slots(int count, String name) {
        threads = new Thread[count];
        queues = queues(count);
        for (int slot = 0; slot < count; slot++) {
            BlockingQueue<Runnable> queue = queues[slot];
            threads[slot] = Thread.ofPlatform().daemon().name(name + "-slot-" + slot).start(() -> serve(queue));
        }
    }

    public int count() {
        return threads.length;
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
            queues[slot].add(() -> {
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
        closed = true;
        for (Thread thread : threads) {
            thread.interrupt();
        }
    }

    private static void finish(CompletableFuture<Void> all, Throwable failure) {
        if (failure == null) {
            all.complete(null);
        } else {
            all.completeExceptionally(failure);
        }
    }

    private void serve(BlockingQueue<Runnable> queue) {
        while (!closed) {
            try {
                queue.take().run();
            } catch (InterruptedException end) {
                return;
            }
        }
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static BlockingQueue<Runnable>[] queues(int count) {
        BlockingQueue<Runnable>[] queues = new BlockingQueue[count];
        for (int i = 0; i < count; i++) {
            queues[i] = new LinkedBlockingQueue<>();
        }
        return queues;
    }
}
