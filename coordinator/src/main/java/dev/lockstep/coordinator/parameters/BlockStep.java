package dev.lockstep.coordinator.parameters;

import dev.lockstep.common.checkpoint.ParameterDigest;
import dev.lockstep.common.kernel.NodeSums;
import dev.lockstep.common.optim.StepScale;
import dev.lockstep.common.tensor.Finite;
import dev.lockstep.common.tensor.Storage;
import dev.lockstep.common.trace.Span;
import dev.lockstep.common.trace.Trace;
import dev.lockstep.common.wire.GradientPartial;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The step of one block, in pieces that threads take in turn. All that is done to a piece is done at once, while it is in
 * the cache: the last addition of its tree, the optimizer, the look for what is not finite, and its digest. A piece is a
 * chunk of the digest, 64 KiB.
 */
final class BlockStep {

    private static final int PIECE_FLOATS = ParameterDigest.CHUNK_FLOATS;

    private final ParameterStore store;
    private final GradientPartial sum;
    private final double rate;
    private final StepScale scale;
    private final int[] digests;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger left;
    private volatile boolean notFinite;

    /** @param sum the root of the block's tree; owned */
    BlockStep(ParameterStore store, GradientPartial sum, double rate, StepScale scale) {
        this.store = store;
        this.sum = sum;
        this.rate = rate;
        this.scale = scale;
        this.digests = new int[Math.ceilDiv(sum.values().length(), PIECE_FLOATS)];
        this.left = new AtomicInteger(digests.length);
        store.begin(sum.block());
    }

    int block() {
        return sum.block();
    }

    int pieces() {
        return digests.length;
    }

    /**
     * Takes pieces until none is left.
     *
     * @return true once, when every piece has been stepped: the caller goes on from there
     */
    boolean work() {
        for (int piece = next.getAndIncrement(); piece < digests.length; piece = next.getAndIncrement()) {
            long began = Trace.begin();
            step(piece);
            Trace.end(Span.STEP, began, sum.step(), sum.block());
            if (left.decrementAndGet() == 0) {
                sum.release().run();
                if (!notFinite) {
                    store.stepped();
                }
                return true;
            }
        }
        return false;
    }

    /** Whether every new parameter is finite; if not, the next version can never commit. Once all is stepped. */
    boolean finite() {
        return !notFinite;
    }

    /** Of the new parameters, once all are stepped. */
    int digest() {
        return ParameterDigest.combined(digests);
    }

    private void step(int piece) {
        int from = piece * PIECE_FLOATS;
        int length = Math.min(PIECE_FLOATS, sum.values().length() - from);
        Storage gradient = sum.values().slice(from, length);
        if (sum.plus() != null) {
            NodeSums.addInto(sum.precision(), gradient, sum.plus().slice(from, length));
        }
        Storage stepped = store.stepPiece(store.layout().start(sum.block()) + from, gradient, rate, scale);
        if (!Finite.all(stepped)) {
            notFinite = true;
        }
        digests[piece] = ParameterDigest.ofChunk(stepped);
    }
}
