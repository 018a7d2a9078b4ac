package dev.lockstep.common.wire;

import dev.lockstep.common.tensor.Storage;
import java.util.Set;

/**
 * The coordinator's end of the bulk plane: partials come up from every attached worker, parameters go down to them.
 * What arrives is told to the {@link Listener} given when the hub was opened, on threads of the transport: a listener
 * hands work on and never blocks. All methods may be called from any thread.
 */
public interface BulkHub extends AutoCloseable {

    /**
     * Sends one block of a version to every attached worker. Publishing version v says that version v - 1 is committed: a
     * worker that has not been sent all of version v - 2 by then is not sent the rest. So a worker that reads nothing lets
     * two versions wait, and delays nobody. A remote transport has copied the values when this returns;
     * the in-memory one shares them, so they must stay as they are until version {@code version + 1} is committed.
     *
     * @param parameters the whole flat parameter vector of that version; the layout given at opening says where the block is
     */
    default void publish(long version, int block, Storage parameters) {
        publish(version, block, parameters, Set.of());
    }

    /** The same for every attached worker but some, who have no use for this version. */
    void publish(long version, int block, Storage parameters, Set<String> except);

    /** The same for one worker, for instance one that has just joined; does nothing if it is not attached. */
    void publishTo(String worker, long version, int block, Storage parameters);

    /** Closes a worker's link, telling why in the log; its listener hears {@code closed}. */
    void detach(String worker, String why);

    /** Ends every link, which both ends are told, and frees the port. Not to be called by a listener. */
    @Override
    void close();

    /** Hears what arrives at the hub. */
    interface Listener {

        /**
         * A worker has shown the token of this run and term, and can be sent to. A newer link of the same worker replaces
         * the former one, which is told as detached first.
         */
        void attached(String worker);

        /** A worker's link is gone; said once, whatever the cause. */
        void detached(String worker, String why);

        void scalars(String worker, ScalarPartial partial);

        /**
         * A whole and verified partial. The listener owns its buffer now and runs its {@code release} once. A partial that
         * a worker sends twice may come twice.
         */
        void gradient(String worker, GradientPartial partial);
    }
}
