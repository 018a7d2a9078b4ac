package dev.lockstep.deploy.simulation;

import dev.lockstep.common.wire.SimFrame;

/** A bulk connection of a worker to a hub: a pipe each way. */
final class SimLink {

    private final SimWorker worker;
    private final Pipe up;
    private final Pipe down;

    SimLink(Simulation simulation, SimWorker worker, SimCoordinator hub, Pipe.Reader atWorker) {
        this.worker = worker;
        this.up = new Pipe(simulation, worker.process(), hub.process(), hub.reader(this));
        this.down = new Pipe(simulation, hub.process(), worker.process(), atWorker);
    }

    SimWorker worker() {
        return worker;
    }

    /** To the hub. */
    void send(SimFrame frame) {
        up.send(frame);
    }

    /** From the hub. */
    void deliver(SimFrame frame) {
        down.send(frame);
    }

    /** Frames that the worker has not read yet. */
    int unread() {
        return down.waiting();
    }

    /** By the worker. */
    void close(String why) {
        down.stopReading();
        up.end(why);
    }

    /** By the hub. */
    void shut(String why) {
        up.stopReading();
        down.end(why);
    }
}
