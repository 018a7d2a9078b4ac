package dev.lockstep.worker.compute;

import dev.lockstep.common.kernel.KernelChoice;

/** Prints what this JVM answers to the known-answer test: the new constants when an order was changed. */
public final class KnownAnswerBits {

    private KnownAnswerBits() {}

    public static void main(String[] arguments) {
        System.out.println(KernelChoice.describe());
        System.out.println(KnownAnswerTest.oneRound());
        System.out.println(KnownAnswerTest.steps());
    }
}
