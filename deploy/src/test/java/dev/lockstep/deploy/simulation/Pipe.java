package dev.lockstep.deploy.simulation;

import dev.lockstep.common.wire.SimFrame;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/** One direction of a bulk connection: frames in their order, until it ends. */
final class Pipe {

    /** How often a frame is sent again over a cut way. */
    private static final long AGAIN_NS = TimeUnit.MILLISECONDS.toNanos(50);

    /** Past this the sender is too slow a reader's sender. */
    static final int MAX_WAITING = 4_000;

    /** Who reads a pipe. */
    interface Reader {

        void frame(SimFrame frame);

        /** Nothing more will come. */
        void ended(String why);
    }

    /** @param frame null for the end */
    private record Item(long dueNs, SimFrame frame, String why) {}

    private final Simulation simulation;
    private final SimProcess from;
    private final SimProcess to;
    private final Reader reader;
    private final Deque<Item> items = new ArrayDeque<>();
    private boolean writable = true;
    private boolean readable = true;
    private boolean waitsForWay;
    private long lastDueNs;

    Pipe(Simulation simulation, SimProcess from, SimProcess to, Reader reader) {
        this.simulation = simulation;
        this.from = from;
        this.to = to;
        this.reader = reader;
        simulation.network().register(this);
    }

    SimProcess from() {
        return from;
    }

    boolean isOver() {
        return !readable;
    }

    /** Frames that are under way. */
    int waiting() {
        return items.size();
    }

    void send(SimFrame frame) {
        if (writable) {
            add(frame, null);
        }
    }

    /** The sender ends it: what it has sent still arrives. */
    void end(String why) {
        if (writable) {
            writable = false;
            add(null, why);
        }
    }

    /** The reader wants no more. */
    void stopReading() {
        readable = false;
        items.clear();
    }

    void senderDied(boolean silently) {
        if (silently) {
            writable = false;
            items.clear();
        } else {
            writable = false;
            add(null, "the connection broke");
        }
    }

    private void add(SimFrame frame, String why) {
        if (!readable) {
            return;
        }
        lastDueNs = Math.max(lastDueNs, simulation.clock().nowNs() + simulation.network().latencyNs());
        items.add(new Item(lastDueNs, frame, why));
        simulation.clock().after(lastDueNs - simulation.clock().nowNs(), this::deliver);
    }

    private void deliver() {
        if (items.isEmpty() || waitsForWay || items.peek().dueNs() > simulation.clock().nowNs()) {
            return;
        }
        if (simulation.network().isCut(from.slot(), to.slot())) {
            waitsForWay = true;
            simulation.clock().after(AGAIN_NS, () -> {
                waitsForWay = false;
                deliverAll();
            });
            return;
        }
        Item item = items.poll();
        to.run(() -> arrive(item));
    }

    private void deliverAll() {
        int before = -1;
        while (!items.isEmpty() && items.size() != before) {
            before = items.size();
            deliver();
        }
    }

    private void arrive(Item item) {
        if (!readable) {
            return;
        }
        if (item.frame() == null) {
            readable = false;
            reader.ended(item.why());
            return;
        }
        if (simulation.faults().frameFlip().happens()) {
            if (simulation.lacks(Safeguard.FRAME_CHECKSUM)) {
                reader.frame(item.frame().flipped(simulation.faults().frameFlip().random()));
                return;
            }
            String refusal = item.frame().refusalWhenFlipped(simulation.workload().hub(),
                    simulation.faults().frameFlip().random());
            readable = false;
            simulation.transcript().say(to.name(), () -> "refuses a frame: " + refusal);
            reader.ended("a damaged frame: " + refusal);
            return;
        }
        reader.frame(item.frame());
    }
}
