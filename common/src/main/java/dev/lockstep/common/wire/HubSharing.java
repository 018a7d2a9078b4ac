package dev.lockstep.common.wire;

import dev.lockstep.common.tensor.BlockLayout;
import dev.lockstep.common.tensor.Storage;
import dev.lockstep.common.wire.shared.ParametersWriter;
import dev.lockstep.common.wire.shared.PartialReader;
import dev.lockstep.common.wire.shared.PartialRing;
import dev.lockstep.common.wire.shared.SharedFile;
import dev.lockstep.common.wire.shared.SharedFolder;
import dev.lockstep.proto.BulkAccept;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a hub shares with the workers of its host: the parameters with all of them, a ring with each. The parameters' file is
 * made for the first of them. For any thread.
 */
final class HubSharing implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(HubSharing.class);

    private final SharedFolder folder;
    private final BlockLayout layout;
    private final PartialRing ring;
    private SharedFile parametersFile;
    private volatile ParametersWriter parameters;
    private boolean closed;

    /** What is offered to one worker, which has it when it knows the secrets. */
    record Offer(SharedFile ringFile, PartialReader ring, byte[] secrets, BulkAccept names) implements AutoCloseable {

        boolean isProvedBy(byte[] shown) {
            return MessageDigest.isEqual(secrets, shown);
        }

        /** Both have the ring now, and nobody else is to find it. */
        void taken() {
            ringFile.forget();
        }

        @Override
        public void close() {
            ringFile.forget();
            ring.close();
        }
    }

    HubSharing(SharedFolder folder, BlockLayout layout) {
        this.folder = folder;
        this.layout = layout;
        this.ring = PartialRing.of(layout);
    }

    /** Whether a worker that names this host can be made an offer. */
    boolean isOn(String host) {
        return folder.host().equals(host);
    }

    /** Makes the files for a worker; takes as long as it takes to write them. Empty, and the log says why, if there is no room. */
    synchronized Optional<Offer> offer() {
        if (closed) {
            return Optional.empty();
        }
        try {
            if (parametersFile == null) {
                folder.sweep();
                parametersFile = SharedFile.create(folder, ParametersWriter.floats(layout));
                parameters = new ParametersWriter(parametersFile, layout);
            }
            SharedFile ringFile = SharedFile.create(folder, ring.floats());
            return Optional.of(new Offer(ringFile, new PartialReader(ringFile, ring), secrets(ringFile, parametersFile),
                    BulkAccept.newBuilder().setPartials(ringFile.name()).setParameters(parametersFile.name()).build()));
        } catch (IOException | RuntimeException none) {
            LOG.warn("no memory is shared with a worker of this host, whose data go over TCP: {}", none.toString());
            return Optional.empty();
        }
    }

    /** Puts a block where workers read it; false if nobody needs it any more. Only after an offer was made. */
    boolean put(long version, int block, Storage flat) {
        return parameters.put(version, block, flat);
    }

    static byte[] secrets(SharedFile ring, SharedFile parameters) {
        byte[] both = new byte[FrameLimits.SECRETS_BYTES];
        System.arraycopy(ring.secret(), 0, both, 0, SharedFile.SECRET_BYTES);
        System.arraycopy(parameters.secret(), 0, both, SharedFile.SECRET_BYTES, SharedFile.SECRET_BYTES);
        return both;
    }

    /** Nothing is put or offered afterwards; offers are closed by who has them. */
    @Override
    public synchronized void close() {
        if (!closed && parametersFile != null) {
            parametersFile.forget();
            parameters.close();
        }
        closed = true;
    }
}
