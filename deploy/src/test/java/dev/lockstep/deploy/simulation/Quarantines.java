package dev.lockstep.deploy.simulation;

import dev.lockstep.coordinator.protocol.Report;

/** Counts the workers that were sent away because they computed other bits than two others. */
final class Quarantines implements Checker {

    private int count;

    int count() {
        return count;
    }

    @Override
    public void told(SimCoordinator coordinator, Report report) {
        if (report instanceof Report.Lost lost && lost.why().startsWith("it computes other bits")) {
            count++;
        }
    }
}
