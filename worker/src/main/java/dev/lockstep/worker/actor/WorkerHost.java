package dev.lockstep.worker.actor;

import dev.lockstep.proto.Welcome;
import dev.lockstep.worker.compute.Computation;
import dev.lockstep.worker.compute.KnownAnswerTest;
import dev.lockstep.worker.compute.Slots;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What a worker keeps from one life to the next: its slots with their proof, and what it has prepared of a job. So whoever
 * comes back to a coordinator has compiled code, data and network at hand. For any thread.
 */
final class WorkerHost implements AutoCloseable {

    /** Data load on threads of their own, not on the dispatcher that must hear heartbeats. */
    private static final Executor LOADER = task -> Thread.ofPlatform().daemon().name("lockstep-load").start(task);

    private static final AtomicInteger HOSTS = new AtomicInteger();

    private final WorkerSettings settings;
    private final Slots slots;
    private CompletableFuture<String> proof;
    private Key key;
    private CompletableFuture<Loaded> loading = CompletableFuture.completedFuture(null);

    /** A job that is ready to be computed. */
    record Loaded(Prepared prepared, Computation computation) {}

    /** What was prepared serves as long as these are the same. */
    private record Key(String job, String dataSha256) {}

    WorkerHost(WorkerSettings settings) {
        this.settings = settings;
        this.slots = new Slots(settings.slots(), "lockstep-worker-" + HOSTS.incrementAndGet());
    }

    WorkerSettings settings() {
        return settings;
    }

    /** The hash of the known-answer test, which runs once. */
    synchronized CompletableFuture<String> proof() {
        if (proof == null) {
            proof = KnownAnswerTest.run(slots, System::nanoTime);
        }
        return proof;
    }

    /**
     * Data, network and computation of a welcome's job: those that are there if job and data are the same, else loaded anew,
     * after what still loads for another.
     *
     * @return fails with a {@link Prepared.Fault} in words for users
     */
    synchronized CompletableFuture<Loaded> load(Welcome welcome) {
        Key wanted = new Key(welcome.getJob(), welcome.getDataSha256());
        if (!wanted.equals(key) || loading.isCompletedExceptionally()) {
            key = wanted;
            loading = loading.handle((former, failure) -> null).thenApplyAsync(free -> prepare(welcome), LOADER);
        }
        return loading;
    }

    private Loaded prepare(Welcome welcome) {
        try {
            Prepared ready = Prepared.of(welcome, settings);
            // Steps make next to no garbage, so what loading and warming up left would lie beside the vectors for ever.
            System.gc();
            return new Loaded(ready,
                    new Computation(ready.job(), ready.network(), ready.layout(), ready.data(), slots));
        } catch (Prepared.Fault fault) {
            throw new CompletionException(fault);
        }
    }

    /** Ends the slots' threads. */
    @Override
    public void close() {
        slots.close();
    }
}
