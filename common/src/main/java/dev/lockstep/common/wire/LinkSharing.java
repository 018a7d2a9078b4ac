package dev.lockstep.common.wire;

import dev.lockstep.common.tensor.BlockLayout;
import dev.lockstep.common.wire.shared.ParametersReader;
import dev.lockstep.common.wire.shared.ParametersWriter;
import dev.lockstep.common.wire.shared.PartialRing;
import dev.lockstep.common.wire.shared.PartialWriter;
import dev.lockstep.common.wire.shared.SharedFile;
import dev.lockstep.common.wire.shared.SharedFolder;
import dev.lockstep.proto.BulkAccept;
import java.io.IOException;

/** What a link shares with its hub. The parameters are for the event loop alone. */
record LinkSharing(PartialWriter partials, ParametersReader parameters, byte[] secrets) implements AutoCloseable {

    /** @throws IOException if the files that the hub names cannot be opened here, or are of another size */
    static LinkSharing open(SharedFolder folder, BulkAccept names, BlockLayout layout) throws IOException {
        PartialRing ring = PartialRing.of(layout);
        SharedFile ringFile = SharedFile.open(folder, names.getPartials(), ring.floats(), true);
        try {
            SharedFile file = SharedFile.open(folder, names.getParameters(), ParametersWriter.floats(layout), false);
            return new LinkSharing(new PartialWriter(ringFile, ring), new ParametersReader(file, layout),
                    HubSharing.secrets(ringFile, file));
        } catch (IOException | RuntimeException | Error unopened) {
            ringFile.close();
            throw unopened;
        }
    }

    @Override
    public void close() {
        partials.close();
        parameters.close();
    }
}
