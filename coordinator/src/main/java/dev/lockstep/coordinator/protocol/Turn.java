package dev.lockstep.coordinator.protocol;

import java.util.ArrayList;
import java.util.List;

/**
 * One call of the protocol: when it is, and what is to be done, in order.
 *
 * @param out effects so far
 */
record Turn(long nowNs, List<Effect> out) {

    Turn(long nowNs) {
        this(nowNs, new ArrayList<>());
    }

    void add(Effect effect) {
        out.add(effect);
    }

    void tell(Report report) {
        out.add(new Effect.Tell(report));
    }
}
