package dev.lockstep.coordinator.parameters;

import dev.lockstep.common.reduce.Node;

/** Which sums count only when a second worker has computed the same. A pure function: asked again, it says the same. */
@FunctionalInterface
public interface Audited {

    /** No sum at all. */
    Audited NOTHING = (step, node) -> false;

    /** @param node canonical */
    boolean is(long step, Node node);
}
