package dev.lockstep.worker.compute;

import dev.lockstep.common.tensor.Storage;

/** Where the two newest versions of the parameters stand. For any thread; the values are the link's. */
public final class NewestVersions {

    private final long[] versions = {-1, -1};
    private final Storage[] vectors = new Storage[2];

    /** Notes the flat vector in which a version gathers, unless a newer one has its place. */
    public synchronized void put(long version, Storage flat) {
        int place = (int) (version & 1);
        if (version >= versions[place]) {
            versions[place] = version;
            vectors[place] = flat;
        }
    }

    /** The flat vector of {@code version}, which must be one of the two newest. */
    public synchronized Storage get(long version) {
        int place = (int) (version & 1);
        if (versions[place] != version) {
            throw new IllegalStateException("version " + version + " is not kept any more: its place holds version "
                    + versions[place]);
        }
        return vectors[place];
    }
}
