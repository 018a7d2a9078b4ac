package dev.lockstep.common.kernel.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** The gradient of relu, a vector at a time; returns how many of the n floats it has done. */
public final class VectorRelu {

    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;

    private VectorRelu() {}

    public static int gradient(int n, float[] y, int yo, float[] dy, int dyo, float[] dx, int dxo) {
        int bound = S.loopBound(n);
        for (int i = 0; i < bound; i += S.length()) {
            FloatVector out = FloatVector.fromArray(S, y, yo + i);
            FloatVector gradient = FloatVector.fromArray(S, dy, dyo + i);
            gradient.blend(0f, out.compare(VectorOperators.LE, 0f)).intoArray(dx, dxo + i);
        }
        return bound;
    }
}
