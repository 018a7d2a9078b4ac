package dev.lockstep.common.wire;

import dev.lockstep.common.tensor.BlockLayout;
import dev.lockstep.common.tensor.Storage;
import java.util.Set;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** The hub of a {@link MemoryBulkPlane}. Attaching and detaching happen on the plane's hub thread only. */
final class MemoryHub implements BulkHub {

    private final MemoryBulkPlane plane;
    private final BulkSession session;
    private final HubLayout layout;
    private final Listener listener;
    private final ConcurrentNavigableMap<String, MemoryLink> links = new ConcurrentSkipListMap<>();
    private volatile boolean closed;

    MemoryHub(MemoryBulkPlane plane, BulkSession session, HubLayout layout, Listener listener) {
        this.plane = plane;
        this.session = session;
        this.layout = layout;
        this.listener = listener;
    }

    BulkSession session() {
        return session;
    }

    boolean isClosed() {
        return closed;
    }

    HubLayout layout() {
        return layout;
    }

    Listener listener() {
        return listener;
    }

    /** Null when the link is attached now, else the refusal. On the hub thread. */
    String attach(MemoryLink link, BulkSession shown, BlockLayout shownLayout) {
        if (closed) {
            return "the hub is closed";
        }
        String refusal = session.refusal(shown);
        if (refusal != null) {
            return refusal;
        }
        if (!layout.blocks().equals(shownLayout)) {
            return "the model here has " + layout.blocks() + ", not " + shownLayout;
        }
        MemoryLink former = links.get(link.worker());
        if (former != null) {
            former.shut("replaced by a newer link of " + link.worker());
            detached(former, "replaced by a newer link");
        }
        link.open();
        links.put(link.worker(), link);
        listener.attached(link.worker());
        return null;
    }

    /** Tells once that the link is gone. On the hub thread. */
    void detached(MemoryLink link, String why) {
        if (links.remove(link.worker(), link)) {
            listener.detached(link.worker(), why);
        }
    }

    @Override
    public void publish(long version, int block, Storage parameters, Set<String> except) {
        links.values().stream().filter(link -> !except.contains(link.worker()))
                .forEach(link -> link.deliver(version, block, parameters));
    }

    @Override
    public void publishTo(String worker, long version, int block, Storage parameters) {
        MemoryLink link = links.get(worker);
        if (link != null) {
            link.deliver(version, block, parameters);
        }
    }

    @Override
    public void detach(String worker, String why) {
        MemoryLink link = links.get(worker);
        if (link != null) {
            link.shut(why);
        }
    }

    @Override
    public void close() {
        closed = true;
        plane.toHub(() -> links.values().forEach(link -> {
            link.shut("the hub has closed");
            detached(link, "the hub has closed");
        }));
    }
}
