package dev.lockstep.common.wire;

/**
 * Which versions nobody needs any more. A block of version v + 2 is made only when version v + 1 is committed, so whoever
 * sends or gets one knows that step v is over: parameters of version v and partials of step v are of no use.
 */
final class Overtaken {

    /** Versions in use at a time: the committed one, and the one that gathers. */
    static final int VERSIONS_IN_USE = 2;

    private Overtaken() {}

    /** Whether {@code version} is over, {@code newest} being the newest of which a block has been seen. */
    static boolean by(long newest, long version) {
        return version <= newest - VERSIONS_IN_USE;
    }
}
