package dev.lockstep.common.tensor;

/**
 * Random numbers as a pure function of a key and a counter: Philox4x32-10 (J. K. Salmon, M. A. Moraes, R. O. Dror, D. E.
 * Shaw, "Parallel Random Numbers: As Easy as 1, 2, 3", SC'11). There is no stream and no state, so that whoever computes
 * an example draws the same numbers for it.
 */
public final class Philox {

    /** Numbers in a block. */
    public static final int BLOCK_INTS = 4;

    private static final int ROUNDS = 10;
    private static final long MULTIPLIER_0 = 0xD2511F53L;
    private static final long MULTIPLIER_1 = 0xCD9E8D57L;
    private static final int WEYL_0 = 0x9E3779B9;
    private static final int WEYL_1 = 0xBB67AE85;
    private static final long LOW_32 = 0xFFFF_FFFFL;

    private Philox() {}

    /**
     * The four numbers at a counter. In the paper's words: key[0] and key[1] are the low and high half of {@code key};
     * counter[0], counter[1] those of {@code counterLow}; counter[2], counter[3] those of {@code counterHigh}.
     *
     * @param out4 receives the numbers, at 0 to 3
     */
    public static void block(long key, long counterHigh, long counterLow, int[] out4) {
        int c0 = (int) counterLow;
        int c1 = (int) (counterLow >>> 32);
        int c2 = (int) counterHigh;
        int c3 = (int) (counterHigh >>> 32);
        int k0 = (int) key;
        int k1 = (int) (key >>> 32);
        for (int round = 0; round < ROUNDS; round++) {
            long product0 = MULTIPLIER_0 * (c0 & LOW_32);
            long product1 = MULTIPLIER_1 * (c2 & LOW_32);
            c0 = (int) (product1 >>> 32) ^ c1 ^ k0;
            c1 = (int) product1;
            c2 = (int) (product0 >>> 32) ^ c3 ^ k1;
            c3 = (int) product0;
            k0 += WEYL_0;
            k1 += WEYL_1;
        }
        out4[0] = c0;
        out4[1] = c1;
        out4[2] = c2;
        out4[3] = c3;
    }

    /** The upper 24 bits as a multiple of 2^-24 in [0, 1): exact in a float. */
    public static float toUnit(int bits) {
        return (bits >>> 8) * 0x1p-24f;
    }

    /**
     * An integer in [0, bound): the upper half of the product of {@code bound} with 64 random bits. No value's probability
     * is off by more than 2^-64; nothing is drawn again, so that the count of numbers used is fixed.
     *
     * @param bound at least 1
     */
    public static int toBelow(int bound, int highBits, int lowBits) {
        if (bound < 1) {
            throw new IllegalArgumentException("a bound of at least 1 is needed, got " + bound);
        }
        return (int) Math.unsignedMultiplyHigh(((long) highBits << 32) | (lowBits & LOW_32), bound);
    }
}
