package dev.lockstep.common.wire;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Blocks of parameters that wait to be sent to one worker, first come, first served. Newer versions replace older ones
 * that nobody needs, and a block of a version waits once, so however long a worker reads nothing, no more than two
 * versions wait for it; when it reads again, it gets the newest. May be called from any thread.
 *
 * @param <T> how a block is held; what is dropped is released
 */
final class VersionQueue<T> {

    /** One block of one version. */
    record Waiting<T>(long version, int block, T content) {}

    private record Name(long version, int block) {}

    private final Consumer<T> release;
    private final Map<Name, T> waiting = new LinkedHashMap<>();
    private long newest = -1;
    private boolean closed;

    VersionQueue(Consumer<T> release) {
        this.release = release;
    }

    /** Takes the content over; false when it was released at once: it is overtaken, waits already, or this is closed. */
    boolean add(long version, int block, T content) {
        List<T> dropped = new ArrayList<>();
        boolean taken;
        synchronized (this) {
            Name name = new Name(version, block);
            taken = !closed && !Overtaken.by(newest, version) && !waiting.containsKey(name);
            if (taken) {
                waiting.put(name, content);
            } else {
                dropped.add(content);
            }
            if (taken && version > newest) {
                newest = version;
                dropOvertaken(dropped);
            }
        }
        dropped.forEach(release);
        return taken;
    }

    /** The next block, which is the caller's now; null when none waits. */
    synchronized Waiting<T> poll() {
        Iterator<Map.Entry<Name, T>> first = waiting.entrySet().iterator();
        if (!first.hasNext()) {
            return null;
        }
        Map.Entry<Name, T> next = first.next();
        first.remove();
        return new Waiting<>(next.getKey().version, next.getKey().block, next.getValue());
    }

    synchronized boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** Releases what waits; nothing is taken afterwards. */
    void close() {
        List<T> dropped;
        synchronized (this) {
            closed = true;
            dropped = new ArrayList<>(waiting.values());
            waiting.clear();
        }
        dropped.forEach(release);
    }

    private void dropOvertaken(List<T> dropped) {
        waiting.entrySet().removeIf(entry -> {
            boolean over = Overtaken.by(newest, entry.getKey().version);
            if (over) {
                dropped.add(entry.getValue());
            }
            return over;
        });
    }
}
