package dev.lockstep.deploy.simulation;

import dev.lockstep.common.tensor.BlockLayout;
import dev.lockstep.common.tensor.Storage;
import java.util.Arrays;

/**
 * Every block that can be published, and every committed version at any time, has the bits of the reference. So every shard
 * is in every sum exactly once, and in its place: each adds other bits.
 */
final class SameBits implements Checker {

    private final Reference reference;

    SameBits(Reference reference) {
        this.reference = reference;
    }

    @Override
    public void stepped(SimCoordinator coordinator, long version, int block) {
        BlockLayout layout = coordinator.store().layout();
        compare(coordinator, version, layout.start(block), layout.start(block) + layout.length(block));
    }

    @Override
    public void event(Simulation simulation) {
        for (SimCoordinator coordinator : simulation.coordinators()) {
            compare(coordinator, coordinator.store().version(), 0, coordinator.store().layout().floats());
        }
    }

    private void compare(SimCoordinator coordinator, long version, int from, int to) {
        Storage found = coordinator.store().parameters(version);
        float[] wanted = reference.version(version);
        int at = Arrays.mismatch(found.array(), from, to, wanted, from, to);
        if (at >= 0) {
            throw new AssertionError("other bits: parameter %d of version %d is %s at %s, not %s".formatted(from + at,
                    version, Float.toHexString(found.array()[from + at]), coordinator.process().name(),
                    Float.toHexString(wanted[from + at])));
        }
    }
}
