package dev.lockstep.deploy.simulation;

import java.util.HashMap;
import java.util.Map;

/** In a term each step commits once, in order. */
final class OneCommitAStep implements Checker {

    private final Map<Integer, Long> lastOfTerm = new HashMap<>();

    @Override
    public void committed(SimCoordinator coordinator, long version) {
        Long last = lastOfTerm.put(coordinator.term(), version);
        if (last != null && last != version - 1) {
            throw new AssertionError(
                    "term " + coordinator.term() + " commits version " + version + " after version " + last);
        }
    }
}
