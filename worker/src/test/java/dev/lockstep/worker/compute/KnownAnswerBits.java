package dev.lockstep.worker.compute;

import dev.lockstep.common.kernel.KernelChoice;

/** Prints what this JVM answers to one round of the known-answer test: the new constant when an order was changed. */
public final class KnownAnswerBits {

    private KnownAnswerBits() {}

    public static void main(String[] arguments) {
        System.out.println(KernelChoice.describe());
        System.out.println(sha256());
    }

    static String sha256() {
        BitsDigest digest = new BitsDigest();
        KnownAnswerCase.ALL.forEach(test -> new KnownAnswerRound(test).run(digest));
        return digest.end();
    }
}
