package dev.lockstep.deploy.simulation;

import dev.lockstep.common.checkpoint.Checkpoint;
import dev.lockstep.coordinator.protocol.Report;
import java.util.List;
import java.util.Optional;

/** All that is checked in a run. */
final class Checks implements Checker {

    private final List<Checker> all;
    private final Quarantines quarantines = new Quarantines();

    Checks(SimDisk disk, Reference reference) {
        all = List.of(new SameBits(reference), new SameLosses(reference), new OneCommitAStep(), new OneClaimATerm(),
                new OvertakenEnds(),
                new OldOrNewCheckpoint(disk, reference), new ModelOnDisk(disk, reference),
                new JournalOnDisk(disk, reference), quarantines);
    }

    /** How often a worker was found to compute wrong. */
    int quarantined() {
        return quarantines.count();
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
    public void reading(SimProcess process) {
        all.forEach(check -> check.reading(process));
    }

    @Override
    public void read(SimProcess process, Optional<Checkpoint> checkpoint) {
        all.forEach(check -> check.read(process, checkpoint));
    }

    @Override
    public void claimed(SimProcess process, int term) {
        all.forEach(check -> check.claimed(process, term));
    }

    @Override
    public void checkpointed(SimProcess process, long version, int term) {
        all.forEach(check -> check.checkpointed(process, version, term));
    }

    @Override
    public void finished(Simulation simulation) {
        all.forEach(check -> check.finished(simulation));
    }
}
