package dev.lockstep.common.reduce;

/**
 * How exact sums of gradients are: what a leaf of the tree and the result of every addition in it are rounded to, wherever
 * they are computed. A partial travels with as many bytes a float, and loses nothing by that.
 */
public enum Precision {

    /** As the additions leave them. */
    F32(Float.BYTES) {
        @Override
        public float round(float x) {
            return x + 0.0f;
        }
    },

    /** bfloat16, kept in floats of which the lower 16 bits are zero. */
    BF16(Short.BYTES) {
        @Override
        public float round(float x) {
            return toBfloat16(x);
        }
    };

    /** The one NaN that is ever kept: payloads differ between CPUs. */
    public static final float NAN = Float.intBitsToFloat(0x7fc00000);

    private final int bytes;

    Precision(int bytes) {
        this.bytes = bytes;
    }

    /** Of a float on its way. */
    public int bytes() {
        return bytes;
    }

    /** How many floats' room {@code length} of them take when they lie packed. */
    public int room(int length) {
        return Math.ceilDiv(length * bytes, Float.BYTES);
    }

    /**
     * The value that a leaf's chain, or the sum of two nodes, becomes. Never -0, so that what is absent shows in no sum;
     * rounding twice is rounding once.
     */
    public abstract float round(float x);

    /**
     * The nearest bfloat16 (8 bits of exponent, 8 of significand), of two the one whose last bit is 0. As in IEEE 754, what
     * is beyond the largest becomes infinity, and small values are subnormal; but what becomes zero is +0.
     */
    public static float toBfloat16(float x) {
        if (x != x) {
            return NAN;
        }
        int bits = Float.floatToRawIntBits(x);
        return Float.intBitsToFloat(bits + 0x7fff + (bits >>> 16 & 1) & 0xffff0000) + 0.0f;
    }
}
