package dev.lockstep.worker.compute;

import dev.lockstep.common.tensor.Storage;
import java.util.Optional;

/** The two newest versions of the parameters, as they come. For any thread; the values are the link's. */
public final class NewestVersions {

    private final int blocks;
    private final ArrivingVersion[] versions = new ArrivingVersion[2];

    /** @param blocks of a version */
    public NewestVersions(int blocks) {
        this.blocks = blocks;
    }

    /**
     * Notes a block of a version, unless a newer version has its place.
     *
     * @param flat the vector in which the version gathers
     */
    public void put(long version, int block, Storage flat) {
        ArrivingVersion arriving;
        synchronized (this) {
            int place = (int) (version & 1);
            if (versions[place] == null || versions[place].version() < version) {
                versions[place] = new ArrivingVersion(version, flat, blocks);
            }
            arriving = versions[place];
        }
        if (arriving.version() == version) {
            arriving.arrived(block);
        }
    }

    /** A version of which something has come; empty when a newer one has overtaken it, which nobody waits for any more. */
    public synchronized Optional<ArrivingVersion> get(long version) {
        ArrivingVersion here = versions[(int) (version & 1)];
        if (here == null || here.version() < version) {
            throw new IllegalStateException("version " + version + " has not come: its place holds "
                    + (here == null ? "none" : "version " + here.version()));
        }
        return here.version() == version ? Optional.of(here) : Optional.empty();
    }
}
