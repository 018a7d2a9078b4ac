package dev.lockstep.coordinator.protocol;

import dev.lockstep.common.reduce.Node;
import dev.lockstep.common.tensor.Philox;
import dev.lockstep.proto.DataPart;

/**
 * Chooses what is audited: each sum by a draw of its own, so that it does not matter who asks, when, or how often.
 *
 * @param share of the sums, 0 to 1
 * @param seed  the job's
 */
record AuditDraw(double share, long seed) {

    /** Keeps these draws apart from those of the same seed for other uses. */
    private static final long STREAM = 0x6175_6469_7473L;

    private static final int PART_SHIFT = 40;
    private static final int LEVEL_SHIFT = 32;

    /** @param node canonical, of the tree over the part's shards */
    boolean draws(DataPart part, long version, Node node) {
        if (share == 0) {
            return false;
        }
        int[] drawn = new int[Philox.BLOCK_INTS];
        long what = (long) part.getNumber() << PART_SHIFT | (long) node.level() << LEVEL_SHIFT | node.index();
        Philox.block(seed ^ STREAM, version, what, drawn);
        return Philox.toUnit(drawn[0]) < share;
    }
}
