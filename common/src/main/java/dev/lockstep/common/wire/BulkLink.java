package dev.lockstep.common.wire;

import dev.lockstep.common.tensor.Storage;

/**
 * A worker's end of the bulk plane. All methods may be called from any thread; listeners are called on the transport's.
 * Partials of steps that are over by what has arrived are dropped unsent.
 */
public interface BulkLink extends AutoCloseable {

    /** Leaves before any gradient that still waits; before {@code opened} it waits too. */
    void send(ScalarPartial partial);

    /** Takes the partial's buffer over; its {@code release} runs once, when the values are no longer needed, also on failure. */
    void send(GradientPartial partial);

    /** Whether a partial may be sent as two summands; else it must be {@link GradientPartial#whole whole}. */
    default boolean takesSummands() {
        return false;
    }

    @Override
    void close();

    /** Hears what arrives at a link. */
    interface Listener {

        /** The link stands: the hub has accepted the token. */
        void opened();

        /**
         * A block of a version is here, whole and verified.
         *
         * @param parameters the flat vector in which this version gathers. It stays valid until version {@code version + 2}
         *                   begins to arrive; blocks that have not been told yet hold anything
         */
        void parameters(long version, int block, Storage parameters);

        /** The link is gone, or could not be opened, or was closed here; said once. */
        void closed(String why);
    }
}
