package dev.lockstep.deploy.simulation;

import java.util.ArrayDeque;
import java.util.Queue;

/** A thread of a process for work that takes time: one task after the other, while all else goes on. */
final class SimThread {

    private final SimProcess process;
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private boolean busy;

    SimThread(SimProcess process) {
        this.process = process;
    }

    void execute(Runnable task) {
        tasks.add(task);
        process.after(0, this::work);
    }

    private void work() {
        if (busy) {
            return;
        }
        busy = true;
        try {
            for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                task.run();
            }
        } finally {
            busy = false;
        }
    }
}
