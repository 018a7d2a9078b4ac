package dev.lockstep.common.wire;

import dev.lockstep.common.tensor.Storage;
import dev.lockstep.common.wire.shared.ParametersReader;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Gathers parameters at a worker: even versions in one flat vector, odd ones in another, so that a version stays whole
 * while the next arrives. On the link's event loop only.
 */
final class ParameterMirror {

    private static final int VERSIONS_KEPT = 2;

    /** One version as it gathers. */
    private static final class Gathering {
        final Storage flat;
        final List<BitSet> chunksHere = new ArrayList<>();
        long version = -1;

        Gathering(ChunkGrid grid) {
            flat = Storage.allocate(grid.layout().floats());
            for (int block = 0; block < grid.layout().blocks(); block++) {
                chunksHere.add(new BitSet());
            }
        }

        void begin(long newVersion) {
            version = newVersion;
            chunksHere.forEach(BitSet::clear);
        }
    }

    private final ChunkGrid grid;
    private final List<Gathering> kept = new ArrayList<>();

    ParameterMirror(ChunkGrid grid) {
        this.grid = grid;
        for (int i = 0; i < VERSIONS_KEPT; i++) {
            kept.add(new Gathering(grid));
        }
    }

    /** The flat vector of the chunk's version when the chunk completes its block, else null; late chunks are dropped. */
    Storage accept(Frame frame) {
        FrameHeader header = frame.header();
        int block = header.block();
        Gathering gathering = gathering(header.version());
        if (gathering == null) {
            return null;
        }
        BitSet here = gathering.chunksHere.get(block);
        if (here.get(header.chunk())) {
            return null;
        }
        Storage blockValues = grid.layout().of(gathering.flat, block);
        FrameReader.floats(frame, grid.of(blockValues, block, header.chunk()));
        here.set(header.chunk());
        return here.cardinality() == grid.chunks(block) ? gathering.flat : null;
    }

    /** The same for a block that lies whole in shared memory. */
    Storage accept(long version, int block, ParametersReader shared) {
        Gathering gathering = gathering(version);
        int chunks = grid.chunks(block);
        if (gathering == null || gathering.chunksHere.get(block).cardinality() == chunks) {
            return null;
        }
        if (!shared.copy(version, block, gathering.flat)) {
            return null;
        }
        gathering.chunksHere.get(block).set(0, chunks);
        return gathering.flat;
    }

    /** Where this version gathers; null if a newer one does there. */
    private Gathering gathering(long version) {
        Gathering gathering = kept.get((int) (version % VERSIONS_KEPT));
        if (version < gathering.version) {
            return null;
        }
        if (version > gathering.version) {
            gathering.begin(version);
        }
        return gathering;
    }
}
