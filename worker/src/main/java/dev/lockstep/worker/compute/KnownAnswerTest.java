package dev.lockstep.worker.compute;

import dev.lockstep.common.kernel.KernelChoice;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How a worker proves itself: fixed small networks that meet every kernel run on every slot, round after round, and each
 * round's hash must be the one compiled in here. The same bits must come out interpreted, half compiled and compiled, so
 * the rounds are the warm-up as well: they end when they get no faster, or after a fixed time.
 */
public final class KnownAnswerTest {

    /** SHA-256 over every number of a round. Changes only when the defined order of a kernel does. */
    public static final String EXPECTED = "f94f61949baf77355c0115188fb9b31c09d937fb2c9555461a758ed4c8c44b5f";

    /** Enough that code has run both ways. */
    private static final int MIN_ROUNDS = 3;

    /** So many rounds in a row that are no faster mean that the compiler is done. */
    private static final int CALM_ROUNDS = 12;

    /** Keeps the start of a small job short; what is not compiled by then is compiled on the way. */
    private static final long WARM_UP_NS = TimeUnit.MILLISECONDS.toNanos(800);

    /** Compiled code belongs to the process: what one worker has warmed up is warm for the next. */
    private static volatile boolean warm;

    private KnownAnswerTest() {}

    /**
     * Runs the test on every slot.
     *
     * @param nanoTime a clock, which decides the number of rounds and nothing else
     * @return completes with {@link #EXPECTED}, or with the first hash that is another; fails with words where this JVM
     *         does no fused multiply-add in hardware
     */
    public static CompletableFuture<String> run(Slots slots, LongSupplier nanoTime) {
        String[] hashes = new String[slots.count()];
        return slots.each(slot -> {
            KernelChoice.requireFusedMultiplyAdd();
            hashes[slot] = rounds(nanoTime);
        }).thenApply(done -> List.of(hashes).stream().filter(h -> !h.equals(EXPECTED)).findFirst().orElse(EXPECTED));
    }

    /**
     * One round on the calling thread: the proof of a process that computes without being a worker (steps the optimizer,
     * evaluates, predicts).
     *
     * @throws IllegalStateException with words for users, where this JVM has no fused multiply-add or gives other bits
     */
    public static void requireThisJvm() {
        KernelChoice.requireFusedMultiplyAdd();
        BitsDigest digest = new BitsDigest();
        KnownAnswerCase.ALL.forEach(test -> new KnownAnswerRound(test).run(digest));
        String hash = digest.end();
        if (!hash.equals(EXPECTED)) {
            throw new IllegalStateException("this JVM or CPU computes other bits than every other one (known answer "
                    + EXPECTED + ", got " + hash + " with " + KernelChoice.describe() + "): use another");
        }
    }

    private static String rounds(LongSupplier nanoTime) {
        List<KnownAnswerRound> cases = KnownAnswerCase.ALL.stream().map(KnownAnswerRound::new).toList();
        BitsDigest digest = new BitsDigest();
        long startNs = nanoTime.getAsLong();
        long beforeNs = startNs;
        long fastestNs = Long.MAX_VALUE;
        int calm = 0;
        for (int round = 0; round < MIN_ROUNDS || isWorthWhile(calm, beforeNs - startNs); round++) {
            cases.forEach(test -> test.run(digest));
            String hash = digest.end();
            if (!hash.equals(EXPECTED)) {
                return hash;
            }
            long nowNs = nanoTime.getAsLong();
            long roundNs = nowNs - beforeNs;
            calm = roundNs < fastestNs - fastestNs / 20 ? 0 : calm + 1;
            fastestNs = Math.min(fastestNs, roundNs);
            beforeNs = nowNs;
        }
        warm = true;
        return EXPECTED;
    }

    private static boolean isWorthWhile(int calmRounds, long spentNs) {
        return !warm && calmRounds < CALM_ROUNDS && spentNs < WARM_UP_NS;
    }
}
