package dev.lockstep.common.nn;

import dev.lockstep.common.autodiff.Parameter;
import dev.lockstep.common.job.LayerSpec.Init;
import dev.lockstep.common.tensor.Philox;
import dev.lockstep.common.tensor.Storage;
import java.util.Arrays;

/**
 * First weights, uniform in [-bound, bound): a function of seed, parameter and element. Uniform, because a bound needs a
 * square root and nothing else; a normal distribution would need logarithms.
 */
final class Initialiser {

    /** Tells these draws from all others under the same seed. */
    private static final long STREAM = 0x77656967_68747321L;

    private Initialiser() {}

    /**
     * @param fanIn      inputs of an output
     * @param fanOut     outputs of an input
     * @param parameters the flat vector
     */
    static void fill(Init init, long seed, Parameter weights, int fanIn, int fanOut, Storage parameters) {
        double bound = bound(init, fanIn, fanOut);
        int[] drawn = new int[Philox.BLOCK_INTS];
        int first = parameters.offset() + weights.offset();
        for (int i = 0; i < weights.size(); i++) {
            if (i % Philox.BLOCK_INTS == 0) {
                Philox.block(seed ^ STREAM, weights.index(), i / Philox.BLOCK_INTS, drawn);
            }
            double unit = Philox.toUnit(drawn[i % Philox.BLOCK_INTS]);
            parameters.array()[first + i] = (float) ((2 * unit - 1) * bound);
        }
    }

    static void zero(Parameter bias, Storage parameters) {
        int first = parameters.offset() + bias.offset();
        Arrays.fill(parameters.array(), first, first + bias.size(), 0f);
    }

    /**
     * He: K. He et al., "Delving Deep into Rectifiers", ICCV 2015, equation 10: variance 2 / fanIn. Glorot: X. Glorot, Y.
     * Bengio, "Understanding the difficulty of training deep feedforward neural networks", AISTATS 2010, equation 16.
     * Uniform: equation 1 there.
     */
    private static double bound(Init init, int fanIn, int fanOut) {
        return switch (init) {
            case HE -> Math.sqrt(6.0 / fanIn);
            case GLOROT -> Math.sqrt(6.0 / ((double) fanIn + fanOut));
            case UNIFORM -> 1 / Math.sqrt(fanIn);
        };
    }
}
