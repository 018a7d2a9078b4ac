package dev.lockstep.deploy.simulation;

import dev.lockstep.coordinator.protocol.Report;
import java.util.List;

/** All that is checked in a run. */
final class Checks implements Checker {

    private final List<Checker> all;

    Checks(Reference reference) {
        all = List.of(new SameBits(reference), new SameLosses(reference), new OneCommitAStep());
    }

    @Override
    public void stepped(SimCoordinator coordinator, long version, int block) {
        all.forEach(check -> check.stepped(coordinator, version, block));
    }

    @Override
    public void committed(SimCoordinator coordinator, long version) {
        all.forEach(check -> check.committed(coordinator, version));
    }

    @Override
    public void told(SimCoordinator coordinator, Report report) {
        all.forEach(check -> check.told(coordinator, report));
    }

    @Override
    public void event(Simulation simulation) {
        for (int i = 0; i < all.size(); i++) {
            all.get(i).event(simulation);
        }
    }

    @Override
    public void finished(Simulation simulation, SimCoordinator coordinator) {
        all.forEach(check -> check.finished(simulation, coordinator));
    }
}
