package dev.lockstep.deploy.cli;

import dev.lockstep.worker.compute.KnownAnswerTest;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The proof that this JVM computes the release's bits, for commands that compute without being a worker. It runs beside
 * what comes before the first computation: reading the job, the data, the model. It has a thread of its own, since any
 * shared one may be waiting for something else.
 */
final class ThisJvm {

    /** It takes less than two seconds, also where the JVM only interprets. */
    private static final long DEADLINE_S = 60;

    private final CompletableFuture<Void> proof;

    private ThisJvm(CompletableFuture<Void> proof) {
        this.proof = proof;
    }

    /** Begins the proof of a process that evaluates or predicts. */
    static ThisJvm proving() {
        return by(KnownAnswerTest::requireThisJvm);
    }

    /** Begins the proof of a coordinator without a worker in its process: all that it computes is steps of the optimizer. */
    static ThisJvm provingSteps() {
        return by(KnownAnswerTest::requireSteps);
    }

    private static ThisJvm by(Runnable test) {
        return new ThisJvm(CompletableFuture.runAsync(test,
                task -> Thread.ofPlatform().daemon().name("known-answer").start(task)));
    }

    /** Waits for the proof; a JVM that fails it is a fault of the environment. */
    void require() {
        try {
            proof.orTimeout(DEADLINE_S, TimeUnit.SECONDS).join();
        } catch (CompletionException failed) {
            switch (failed.getCause()) {
                case IllegalStateException refused -> throw CommandFault.environment(refused.getMessage(), refused);
                case TimeoutException late -> throw CommandFault.environment("the known-answer test of this JVM did not"
                        + " end within " + DEADLINE_S + " s: the machine is too busy, or too slow", late);
                default -> throw failed;
            }
        }
    }
}
