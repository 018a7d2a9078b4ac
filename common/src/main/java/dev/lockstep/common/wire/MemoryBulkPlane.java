package dev.lockstep.common.wire;

import dev.lockstep.common.tensor.BlockLayout;
import dev.lockstep.proto.Welcome;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bulk plane for workers in the coordinator's own process: nothing is copied. A gradient changes hands together with
 * its release, and parameters are seen by reference of the flat vector that the coordinator publishes.
 *
 * <p>Listeners are called on two threads, one for each direction, so that a call into the plane never comes back on the
 * caller's stack.
 */
public final class MemoryBulkPlane implements BulkConnector, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(MemoryBulkPlane.class);

    private final ExecutorService up = thread("lockstep-bulk-up");
    private final ExecutorService down = thread("lockstep-bulk-down");
    private volatile MemoryHub hub;

    /** Opens the plane's hub; a former one must be closed. */
    public synchronized BulkHub hub(BulkSession session, HubLayout layout, BulkHub.Listener listener) {
        if (hub != null && !hub.isClosed()) {
            throw new IllegalStateException("the plane has an open hub of " + hub.session());
        }
        hub = new MemoryHub(this, session, layout, listener);
        return hub;
    }

    @Override
    public BulkLink connect(Welcome welcome, String worker, BlockLayout layout, BulkLink.Listener listener) {
        MemoryLink link = new MemoryLink(this, hub, worker, layout, listener);
        BulkSession shown = BulkSession.of(welcome);
        if (!toHub(() -> link.attach(shown))) {
            throw new IllegalStateException("the plane is closed");
        }
        return link;
    }

    /** Closes the hub and ends both threads when what is under way has been told. */
    @Override
    public void close() {
        MemoryHub open = hub;
        if (open != null) {
            open.close();
        }
        if (toHub(() -> down.execute(down::shutdown))) {
            up.shutdown();
        }
    }

    /** Runs the task on the hub's thread; false when the plane is closed. */
    boolean toHub(Runnable task) {
        return submit(up, task);
    }

    /** Runs the task on the links' thread; false when the plane is closed. */
    boolean toLinks(Runnable task) {
        return submit(down, task);
    }

    private static boolean submit(ExecutorService thread, Runnable task) {
        try {
            thread.execute(() -> {
                try {
                    task.run();
                } catch (RuntimeException | Error broken) {
                    LOG.error("a listener of the bulk plane failed", broken);
                    throw broken;
                }
            });
            return true;
        } catch (RejectedExecutionException closed) {
            return false;
        }
    }

    private static ExecutorService thread(String name) {
        return Executors.newSingleThreadExecutor(Thread.ofPlatform().name(name).daemon().factory());
    }
}
