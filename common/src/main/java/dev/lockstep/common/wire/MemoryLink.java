package dev.lockstep.common.wire;

import dev.lockstep.common.reduce.Node;
import dev.lockstep.common.tensor.BlockLayout;
import dev.lockstep.common.tensor.Storage;
import dev.lockstep.proto.DataPart;
import java.util.concurrent.atomic.AtomicBoolean;

/** A worker's link over a {@link MemoryBulkPlane}. */
final class MemoryLink implements BulkLink {

    private final MemoryBulkPlane plane;
    private final MemoryHub hub;
    private final String worker;
    private final BlockLayout layout;
    private final Listener listener;
    private final VersionQueue<Storage> waiting = new VersionQueue<>(dropped -> {});
    private final AtomicBoolean telling = new AtomicBoolean();
    private final AtomicBoolean closed = new AtomicBoolean();

    /** @param hub null when the plane has none */
    MemoryLink(MemoryBulkPlane plane, MemoryHub hub, String worker, BlockLayout layout, Listener listener) {
        this.plane = plane;
        this.hub = hub;
        this.worker = worker;
        this.layout = layout;
        this.listener = listener;
    }

    String worker() {
        return worker;
    }

    /** On the hub thread, before anything that this link sends. */
    void attach(BulkSession shown) {
        if (closed.get()) {
            return;
        }
        String refusal = hub == null ? "there is no hub in this process" : hub.attach(this, shown, layout);
        if (refusal != null) {
            shut(refusal);
        }
    }

    /** Tells that the link stands, before any parameters. On the hub thread. */
    void open() {
        plane.toLinks(() -> {
            if (!closed.get()) {
                listener.opened();
            }
        });
    }

    /** From any thread. What has been overtaken when its turn comes is not told. */
    void deliver(long version, int block, Storage parameters) {
        if (waiting.add(version, block, parameters)) {
            tellSoon();
        }
    }

    /** At most one task of this link waits for the links' thread, besides the one that runs. */
    private void tellSoon() {
        if (telling.compareAndSet(false, true)) {
            plane.toLinks(this::tellNext);
        }
    }

    private void tellNext() {
        telling.set(false);
        VersionQueue.Waiting<Storage> next = waiting.poll();
        if (next != null) {
            listener.parameters(next.version(), next.block(), next.content());
        }
        if (!waiting.isEmpty()) {
            tellSoon();
        }
    }

    @Override
    public void send(ScalarPartial partial) {
        plane.toHub(() -> {
            if (accepts(partial.part(), partial.node())) {
                hub.listener().scalars(worker, partial);
            }
        });
    }

    @Override
    public void send(GradientPartial partial) {
        partial.requireFits(layout);
        boolean taken = plane.toHub(() -> {
            if (accepts(DataPart.TRAIN, partial.node())) {
                hub.listener().gradient(worker, partial);
            } else {
                partial.release().run();
            }
        });
        if (!taken) {
            partial.release().run();
        }
    }

    @Override
    public boolean takesSummands() {
        return true;
    }

    /** Whether the hub takes this sum; one that the run does not have ends the link. On the hub thread. */
    private boolean accepts(DataPart part, Node node) {
        if (closed.get()) {
            return false;
        }
        String refusal = hub.layout().refusal(part, node);
        if (refusal != null) {
            shut(refusal);
        }
        return refusal == null;
    }

    @Override
    public void close() {
        shut("closed by the worker");
    }

    /** Ends the link and tells both ends once. */
    void shut(String why) {
        if (closed.compareAndSet(false, true)) {
            waiting.close();
            plane.toLinks(() -> listener.closed(why));
            if (hub != null) {
                plane.toHub(() -> hub.detached(this, why));
            }
        }
    }
}
