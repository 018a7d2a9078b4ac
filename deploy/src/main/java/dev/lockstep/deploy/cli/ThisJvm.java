package dev.lockstep.deploy.cli;

import dev.lockstep.worker.compute.KnownAnswerTest;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * The proof that this JVM computes the release's bits, for commands that compute without being a worker. It runs beside
 * what comes before the first computation: reading the job, the data, the model.
 */
final class ThisJvm {

    private final CompletableFuture<Void> proof;

    private ThisJvm(CompletableFuture<Void> proof) {
        this.proof = proof;
    }

    /** Begins the proof. */
    static ThisJvm proving() {
        return new ThisJvm(CompletableFuture.runAsync(KnownAnswerTest::requireThisJvm));
    }

    /** Waits for the proof, which takes less than two seconds; a JVM that fails it is a fault of the environment. */
    void require() {
        try {
            proof.join();
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof IllegalStateException refused) {
                throw CommandFault.environment(refused.getMessage(), refused);
            }
            throw failed;
        }
    }
}
