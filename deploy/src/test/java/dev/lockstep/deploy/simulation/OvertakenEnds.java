package dev.lockstep.deploy.simulation;

import java.util.HashMap;
import java.util.Map;

/** Once a newer term is claimed, the coordinator of an older one ends soon: counted in its own ticks, for it may be paused. */
final class OvertakenEnds implements Checker {

    /** Ten seconds: it looks once a second, and its disk may be busy. */
    private static final int MOST_TICKS = 40;

    private final Map<SimCoordinator, Long> ticksAtClaim = new HashMap<>();
    private int newest;

    @Override
    public void claimed(SimProcess process, int term) {
        newest = Math.max(newest, term);
    }

    @Override
    public void event(Simulation simulation) {
        for (SimCoordinator coordinator : simulation.coordinators()) {
            if (coordinator.term() < newest) {
                long ticks = coordinator.ticks() - ticksAtClaim.computeIfAbsent(coordinator, SimCoordinator::ticks);
                if (ticks > MOST_TICKS) {
                    throw new AssertionError(coordinator.process().name() + " still goes on with term "
                            + coordinator.term() + ", " + ticks + " ticks after term " + newest + " was claimed");
                }
            }
        }
    }
}
