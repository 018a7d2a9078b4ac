package dev.lockstep.deploy.simulation;

import dev.lockstep.common.reduce.Scalars;
import dev.lockstep.common.tensor.BlockLayout;
import dev.lockstep.common.tensor.Storage;
import dev.lockstep.proto.DataPart;

/**
 * What a shard adds to a sum: a function of version, step and shard, with full mantissas, so that a sum that lacks a shard,
 * has it twice, or was added in another order has other bits.
 */
final class Gradients {

    private static final int MANTISSA_BITS = 24;

    private Gradients() {}

    /** The parameters before step 0. */
    static Storage initial(BlockLayout layout) {
        Storage initial = Storage.allocate(layout.floats());
        for (int i = 0; i < layout.floats(); i++) {
            initial.array()[i] = signed(mix(-1, i, 0));
        }
        return initial;
    }

    /** A shard's gradient of one block. */
    static Storage leaf(Workload work, long step, int shard, int block, float[] version) {
        BlockLayout layout = work.layout();
        Storage leaf = Storage.allocate(layout.length(block));
        int examples = work.examples(DataPart.TRAIN, step, shard);
        for (int i = 0; i < leaf.length(); i++) {
            int at = layout.start(block) + i;
            float each = signed(mix(step, shard, at)) + 0.25f * version[at] * signed(mix(shard, at, 1));
            leaf.array()[i] = examples * each + 0.0f;
        }
        return leaf;
    }

    static Scalars scalars(Workload work, DataPart part, long version, int shard, float[] values) {
        int examples = work.examples(part, version, shard);
        double noise = (mix(version, shard, part.getNumber() + 7L) >>> 11) * 0x1p-53;
        double loss = examples * (1 + noise + 0.1 * values[values.length - 1]);
        return new Scalars(loss, examples, 0, Scalars.ALL_FINITE);
    }

    private static float signed(long bits) {
        return (bits >> (Long.SIZE - MANTISSA_BITS)) * 0x1p-23f;
    }

    /** Stafford's variant 13 of the finaliser of MurmurHash3. */
    private static long mix(long a, long b, long c) {
        long z = a * 0x9e3779b97f4a7c15L + b * 0xc2b2ae3d27d4eb4fL + c * 0x165667b19e3779f9L + 0x27d4eb2f165667c5L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
