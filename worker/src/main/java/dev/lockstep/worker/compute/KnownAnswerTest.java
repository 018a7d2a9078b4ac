package dev.lockstep.worker.compute;

import dev.lockstep.common.kernel.KernelChoice;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How a worker proves itself: fixed small networks that meet every kernel run on every slot, and each round's hash must be
 * the one compiled in here. The same bits must come out interpreted, half compiled and compiled, so rounds are the warm-up
 * as well. One thread warms the process up, since compiled code belongs to all of it and an interpreted round costs a
 * second of processor time; it begins as early as the process wants ({@link #warmUp}), and ends when rounds get no faster,
 * after a fixed time, or when the slots are wanted. Then each slot runs one round.
 */
public final class KnownAnswerTest {

    /** SHA-256 over every number of a round. Changes only when the defined order of a kernel does. */
    public static final String EXPECTED = "d518c3a2921eb73fa566a5999b8463d17e42a7448c26ecf3220f3da871f49114";

    /** The same for {@link #requireSteps}. */
    static final String EXPECTED_OF_STEPS = "d8e83e9d529d841be7e82f12d4bfa76520493f31aae78b97f2a6d9dbf7496e09";

    /** With the round of a slot enough that code has run both ways. */
    private static final int MIN_ROUNDS = 2;

    /** So many rounds in a row that are no faster mean that the compiler is done. */
    private static final int CALM_ROUNDS = 12;

    /** Keeps the processor for others where nobody asks for the slots; what is not compiled by then is on the way. */
    private static final long WARM_UP_NS = TimeUnit.MILLISECONDS.toNanos(800);

    /** The hash of the process's warm-up, once begun; guarded by the class. */
    private static CompletableFuture<String> warmUp;

    private static volatile boolean wanted;

    private KnownAnswerTest() {}

    /**
     * Begins the warm-up of this process on a thread of its own, if it has not begun: for whoever will have slots, before
     * reading jobs and data and forming clusters.
     */
    public static void warmUp() {
        warmUp(System::nanoTime);
    }

    /**
     * Runs the test on every slot.
     *
     * @param nanoTime a clock, which decides the number of rounds and nothing else
     * @return completes with {@link #EXPECTED}, or with the first hash that is another; fails with words where this JVM
     *         does no fused multiply-add in hardware
     */
    public static CompletableFuture<String> run(Slots slots, LongSupplier nanoTime) {
        wanted = true;
        String[] hashes = new String[slots.count()];
        return warmUp(nanoTime)
                .thenCompose(warm -> slots.each(slot -> hashes[slot] = warm.equals(EXPECTED) ? oneRound() : warm))
                .thenApply(done -> List.of(hashes).stream().filter(h -> !h.equals(EXPECTED)).findFirst()
                        .orElse(EXPECTED));
    }

    /**
     * One round on the calling thread: the proof of a process that computes without being a worker (evaluates, predicts).
     *
     * @throws IllegalStateException with words for users, where this JVM has no fused multiply-add or gives other bits
     */
    public static void requireThisJvm() {
        KernelChoice.requireFusedMultiplyAdd();
        require(oneRound(), EXPECTED);
    }

    /**
     * The proof of a process that steps the optimizer and computes nothing else. Its part of the test takes a fiftieth of
     * a whole round where nothing is compiled.
     *
     * @throws IllegalStateException as {@link #requireThisJvm}
     */
    public static void requireSteps() {
        KernelChoice.requireFusedMultiplyAdd();
        require(steps(), EXPECTED_OF_STEPS);
    }

    /** The hash of what optimizers make of a gradient. */
    static String steps() {
        BitsDigest digest = new BitsDigest();
        new KnownAnswerRound(KnownAnswerCase.ALL.getFirst()).runSteps(digest);
        return digest.end();
    }

    private static void require(String hash, String expected) {
        if (!hash.equals(expected)) {
            throw new IllegalStateException("this JVM or CPU computes other bits than every other one (known answer "
                    + expected + ", got " + hash + " with " + KernelChoice.describe() + "): use another");
        }
    }

    private static synchronized CompletableFuture<String> warmUp(LongSupplier nanoTime) {
        if (warmUp == null) {
            warmUp = CompletableFuture.supplyAsync(() -> {
                KernelChoice.requireFusedMultiplyAdd();
                return rounds(nanoTime);
            }, task -> Thread.ofPlatform().daemon().name("known-answer").start(task));
        }
        return warmUp;
    }

    /** The hash of one round on the calling thread. */
    static String oneRound() {
        BitsDigest digest = new BitsDigest();
        KnownAnswerCase.ALL.forEach(test -> new KnownAnswerRound(test).run(digest));
        return digest.end();
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
        return EXPECTED;
    }

    private static boolean isWorthWhile(int calmRounds, long spentNs) {
        return !wanted && calmRounds < CALM_ROUNDS && spentNs < WARM_UP_NS;
    }
}
