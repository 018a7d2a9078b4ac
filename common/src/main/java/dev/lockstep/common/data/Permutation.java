package dev.lockstep.common.data;

import dev.lockstep.common.tensor.Philox;

/** Random orders as pure functions of a seed: a shuffle of Fisher and Yates (Durstenfeld's form), with Philox's numbers. */
final class Permutation {

    /** Keep the uses of a seed apart: the upper half of Philox's counter starts with one of these. */
    static final long SPLIT = 0x5350L << 48;
    static final long EPOCH = 0x4550L << 48;

    private Permutation() {}

    /**
     * The numbers 0 to {@code size - 1} in random order. From the last place down to the second, place i takes the value at
     * a place in [0, i]; it is drawn with the first two numbers of the block at counter i.
     *
     * @param use {@link #SPLIT}, or {@link #EPOCH} plus the epoch
     */
    static int[] of(long seed, long use, int size) {
        int[] order = new int[size];
        for (int i = 0; i < size; i++) {
            order[i] = i;
        }
        int[] numbers = new int[Philox.BLOCK_INTS];
        for (int i = size - 1; i > 0; i--) {
            Philox.block(seed, use, i, numbers);
            int other = Philox.toBelow(i + 1, numbers[0], numbers[1]);
            int moved = order[i];
            order[i] = order[other];
            order[other] = moved;
        }
        return order;
    }
}
