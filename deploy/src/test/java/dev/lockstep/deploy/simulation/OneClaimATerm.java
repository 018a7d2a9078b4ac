package dev.lockstep.deploy.simulation;

import java.util.HashMap;
import java.util.Map;

/** No two lives of coordinators get one term. */
final class OneClaimATerm implements Checker {

    private final Map<Integer, SimProcess> holders = new HashMap<>();

    @Override
    public void claimed(SimProcess process, int term) {
        SimProcess other = holders.putIfAbsent(term, process);
        if (other != null) {
            throw new AssertionError("term " + term + " is claimed by " + other.name() + " and by " + process.name());
        }
    }
}
