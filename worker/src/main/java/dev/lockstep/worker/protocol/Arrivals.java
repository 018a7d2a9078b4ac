package dev.lockstep.worker.protocol;

import java.util.BitSet;

/**
 * Which blocks of the two newest versions have arrived. A version is whole when all are there; older ones than the two
 * newest are forgotten, as the link forgets them.
 */
final class Arrivals {

    static final long NONE = -1;

    private final int blocks;
    private final int firstBlocks;
    private final BitSet[] arrived = {new BitSet(), new BitSet()};
    private long newest = NONE;

    /** @param firstBlocks so many are what a step needs to begin */
    Arrivals(int blocks, int firstBlocks) {
        this.blocks = blocks;
        this.firstBlocks = firstBlocks;
    }

    /** Notes a block; a stale or repeated one changes nothing. */
    void add(long version, int block) {
        if (version < 0 || block < 0 || block >= blocks) {
            throw new IllegalArgumentException("block " + block + " of version " + version + ", of " + blocks);
        }
        if (version > newest) {
            of(version).clear();
            if (version > newest + 1) {
                of(version - 1).clear();
            }
            newest = version;
        }
        if (isKept(version)) {
            of(version).set(block);
        }
    }

    boolean isKept(long version) {
        return version >= 0 && newest - 1 <= version && version <= newest;
    }

    boolean isWhole(long version) {
        return isKept(version) && of(version).cardinality() == blocks;
    }

    /** The newest version, if it is not whole and a step of it can begin; {@link #NONE} otherwise. */
    long beginning() {
        return newest != NONE && !isWhole(newest) && of(newest).nextClearBit(0) >= firstBlocks ? newest : NONE;
    }

    /** The newest version of which every block is there, {@link #NONE} if there is none. */
    long newestWhole() {
        return isWhole(newest) ? newest : isWhole(newest - 1) ? newest - 1 : NONE;
    }

    /** Whether {@code version} can no longer become whole. */
    boolean isPast(long version) {
        return version < newest - 1;
    }

    private BitSet of(long version) {
        return arrived[(int) (version & 1)];
    }
}
