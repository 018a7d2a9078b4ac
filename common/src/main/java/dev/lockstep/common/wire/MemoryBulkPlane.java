package dev.lockstep.common.wire;

import dev.lockstep.common.crew.Queued;
import dev.lockstep.common.tensor.BlockLayout;
import dev.lockstep.proto.Welcome;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bulk plane for workers in the coordinator's own process: nothing is copied. A gradient changes hands together with
 * its release, and parameters are seen by reference of the flat vector that the coordinator publishes.
 *
 * <p>Each direction is a queue of its own. Members of the crew that bring something tell it on the spot; for others two
 * threads do, one for each direction.
 */
public final class MemoryBulkPlane implements BulkConnector, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(MemoryBulkPlane.class);

    private final ExecutorService up = thread("lockstep-bulk-up");
    private final ExecutorService down = thread("lockstep-bulk-down");
    private final Queued toHub = new Queued(up);
    private final Queued toLinks = new Queued(down);
    private volatile MemoryHub hub;
    private volatile boolean hubClosed;
    private volatile boolean linksClosed;

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
        if (!hubClosed) {
            toHub.execute(() -> toLinks.execute(() -> {
                linksClosed = true;
                down.shutdown();
            }));
            hubClosed = true;
            up.shutdown();
        }
    }

    /** Runs the task after what was brought to the hub before; false when the plane is closed. */
    boolean toHub(Runnable task) {
        return !hubClosed && submit(toHub, task);
    }

    /** Runs the task after what was brought to the links before; false when the plane is closed. */
    boolean toLinks(Runnable task) {
        return !linksClosed && submit(toLinks, task);
    }

    private static boolean submit(Queued direction, Runnable task) {
        direction.execute(() -> {
            try {
                task.run();
            } catch (RuntimeException | Error broken) {
                LOG.error("a listener of the bulk plane failed", broken);
            }
        });
        return true;
    }

    private static ExecutorService thread(String name) {
        return Executors.newSingleThreadExecutor(Thread.ofPlatform().name(name).daemon().factory());
    }
}
