package dev.lockstep.bench.scale;

import dev.lockstep.common.checkpoint.ParameterDigest;
import dev.lockstep.common.job.OptimizerSpec;
import dev.lockstep.common.optim.BlockUpdate;
import dev.lockstep.common.optim.Sgd;
import dev.lockstep.common.optim.StepScale;
import dev.lockstep.common.reduce.PartialSums;
import dev.lockstep.common.tensor.Finite;
import dev.lockstep.common.tensor.Storage;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;

/** Measures what one thread does with gradients of the network {@code big}, as the coordinator does it: piece by piece. */
final class Loops {

    private static final int PIECE_FLOATS = ParameterDigest.CHUNK_FLOATS;
    private static final int FLOATS = Network.BIG.blocks().floats() / PIECE_FLOATS * PIECE_FLOATS;
    private static final int ROUNDS = 60;

    private Loops() {}

    static double addSPerByte() {
        Storage left = Storage.allocate(FLOATS);
        Storage right = Storage.allocate(FLOATS);
        return sPerByte(from -> PartialSums.addInto(left.slice(from, PIECE_FLOATS), right.slice(from, PIECE_FLOATS)));
    }

    /** The optimizer, the look for what is not finite, and the digest. */
    static double stepSPerByte() {
        Sgd optimizer = new Sgd(new OptimizerSpec.Sgd(0.9, false, 0));
        Storage gradient = Storage.allocate(FLOATS);
        Storage parameters = Storage.allocate(FLOATS);
        Storage next = Storage.allocate(FLOATS);
        Storage state = Storage.allocate(FLOATS);
        Storage nextState = Storage.allocate(FLOATS);
        int[] digests = new int[FLOATS / PIECE_FLOATS];
        return sPerByte(from -> {
            Storage stepped = next.slice(from, PIECE_FLOATS);
            optimizer.step(1, 0.01, StepScale.of(128),
                    new BlockUpdate(parameters.slice(from, PIECE_FLOATS), gradient.slice(from, PIECE_FLOATS),
                            List.of(state.slice(from, PIECE_FLOATS)), stepped,
                            List.of(nextState.slice(from, PIECE_FLOATS))));
            digests[from / PIECE_FLOATS] = Finite.all(stepped) ? ParameterDigest.ofChunk(stepped) : 0;
        });
    }

    /** The median of the second half of the rounds, in which the loop is compiled. */
    private static double sPerByte(IntConsumer piece) {
        double[] roundsS = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            long beganNs = System.nanoTime();
            for (int from = 0; from < FLOATS; from += PIECE_FLOATS) {
                piece.accept(from);
            }
            roundsS[round] = (System.nanoTime() - beganNs) * 1e-9;
        }
        double[] warm = Arrays.copyOfRange(roundsS, ROUNDS / 2, ROUNDS);
        Arrays.sort(warm);
        return warm[warm.length / 2] / ((double) FLOATS * Float.BYTES);
    }
}
